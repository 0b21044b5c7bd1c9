/** A second connection to a session, from any node. */
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Exit from "effect/Exit"
import * as Stream from "effect/Stream"
import type { NodeContext } from "../node/Context.ts"
import { refusal, type Refusal } from "../node/Refusal.ts"
import { highWaterBytes } from "../relay/flow.ts"
import type { Peer } from "../relay/Peer.ts"
import { isRecord } from "../relay/splitAudio.ts"
import { entryOf } from "../session/Line.ts"
import type { Token } from "../Token.ts"
import { unavailable } from "./clientSecrets.ts"

/** Events that a sideband may have sent and that are not answered. */
const maxInFlight = 64

/** Joins a session. The answer takes the client's socket once it is open. */
export const joinSession = Effect.fnUntraced(function* (
  { bus, run }: NodeContext,
  sid: Token
): Effect.fn.Return<(client: Peer) => void, Refusal> {
  const gone = refusal(404, "no_such_session", `No node serves session ${sid} now.`)
  const refused = ({ _tag }: { readonly _tag: string }) => (_tag === "NoSuchSession" ? gone : unavailable())
  const about = yield* Effect.mapError(bus.ask(sid, { ask: "session" }), refused)
  const scope = yield* Scope.make()
  const events = yield* Effect.mapError(Scope.provide(bus.observe(sid), scope), refused)
  return (client) => {
    let inFlight = 0
    client.onClosed = () => run(Scope.close(scope, Exit.void))
    client.onFrame = (data) => {
      const frame = data.toString()
      const event = entryOf(frame)
      const id = typeof event?.["event_id"] === "string" ? event["event_id"] : crypto.randomUUID()
      if (inFlight >= maxInFlight) return client.close(1013, "too many events wait for an answer")
      inFlight++
      const sent = bus.ask(sid, { ask: "inject", id, frame })
      run(
        Effect.map(Effect.result(sent), (result) => {
          inFlight--
          const answer = result._tag === "Success" ? result.success : { error: result.failure.message }
          const error = isRecord(answer) ? answer["error"] : undefined
          if (typeof error === "string") client.send(failure(error, id))
          if (result._tag === "Failure" && result.failure._tag === "NoSuchSession")
            client.close(1000, "the session ended")
        })
      )
    }
    const created = isRecord(about) ? about["created"] : undefined
    if (typeof created === "string") client.send(created)
    client.resume()
    run(
      Scope.provide(
        Effect.forkScoped(
          Stream.runForEach(events, ({ event }) =>
            Effect.sync(() => {
              if (client.unwritten() > highWaterBytes) client.close(1013, "too slow")
              else client.send(event)
            })
          )
        ),
        scope
      )
    )
  }
})

const failure = (message: string, event_id: string): string =>
  JSON.stringify({
    type: "error",
    event_id: `event_${crypto.randomUUID()}`,
    error: {
      type: "server_error",
      code: "not_sent",
      message: `The event was not sent: ${message}`,
      param: null,
      event_id
    }
  })
