import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Session, transcript } from "@antiphon/session"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

// Stands for `transport.connect(endpoint)` and a server that goes away: each connection knows nothing of the last.
const connect = Effect.gen(function* () {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
  const session = { type: "realtime" } as const
  const answer = (event: ClientEvent) =>
    event.type === "session.update"
      ? server.send(ServerEvent.make("session.updated", { event_id: "event_2", session }))
      : event.type === "conversation.item.create"
        ? server.send(ServerEvent.make("conversation.item.added", { event_id: "event_3", item: event.item }))
        : server.close(1001, "going away")
  const serve = Stream.runForEach(server.incoming, (frame) =>
    frame._tag === "Known" ? answer(frame.event) : Effect.void
  )
  yield* Effect.forkScoped(Effect.ignore(serve))
  yield* server.send(ServerEvent.make("session.created", { event_id: "event_1", session }))
  return client
})

const program = Effect.gen(function* () {
  const session = yield* Session.reconnecting(connect, { margin: "2 minutes", keptAudio: "30 seconds" })
  yield* session.addItem({ type: "message", role: "user", content: [{ type: "input_text", text: "Remember me." }] })
  // The server goes away; so does nothing else.
  yield* Effect.ignore(session.clearInput)

  yield* session.changes.pipe(
    Stream.takeUntil(({ notices }) => notices.some(({ _tag }) => _tag === "Resumed")),
    Stream.runDrain
  )
  const state = yield* session.state
  for (const { role, text } of transcript(state)) yield* Console.log(`${role}: ${text}`)
  for (const { error } of state.notices) yield* Console.log(error.message)
})

await Effect.runPromise(Effect.scoped(program))
