import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { Session, type SessionOptions, type SessionState } from "../src/index.ts"

/** A session whose server is the test. The test decides what the server sends, and `next` is what the client sent. */
export const scripted = Effect.fnUntraced(function* (
  options: SessionOptions = {},
  audio: object = {},
  travels: "events" | "tracks" = "events"
) {
  const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent, audio: travels })
  const received = yield* Queue.unbounded<ClientEvent>()
  yield* server.incoming.pipe(
    Stream.runForEach((decoded) =>
      decoded._tag === "Known" ? Queue.offer(received, decoded.event) : Effect.die(decoded)
    ),
    Effect.ignore,
    Effect.forkScoped
  )
  let serial = 0
  const say = (type: string, fields: object) =>
    Effect.suspend(() => {
      const decoded = ServerEvent.decodeValue({ type, event_id: `event_${++serial}`, ...fields })
      return decoded._tag === "Malformed" ? Effect.die(decoded.error) : server.send(decoded.event)
    })
  yield* say("session.created", { session: { type: "realtime", audio } })
  const session = yield* Session.make(client, options)
  const next = Effect.timeout(Queue.take(received), "1 minute")
  const refuse = (event: ClientEvent, code: string | null) =>
    say("error", {
      error: { type: "invalid_request_error", message: code ?? "no", code, event_id: event.event_id ?? null }
    })
  return { session, say, next, refuse, server }
})

export const until = (session: Session, holds: (state: SessionState) => boolean) =>
  session.changes.pipe(Stream.filter(holds), Stream.runHead, Effect.map(Option.getOrThrow))

export const metadataOf = (event: ClientEvent) =>
  event.type === "response.create" ? (event.response?.metadata ?? null) : null

export const place = { response_id: "r", item_id: "i", output_index: 0, content_index: 0 }
export const message = { type: "message", role: "assistant", id: "i", content: [] }

/** A response that says a second of 24 kHz audio, and goes on. */
export const speak = (say: (type: string, fields: object) => Effect.Effect<void, unknown>, response: object = {}) =>
  Effect.gen(function* () {
    yield* say("response.created", { response: { id: "r", ...response } })
    yield* say("response.output_item.added", { response_id: "r", output_index: 0, item: message })
    yield* say("response.content_part.added", { ...place, part: { type: "audio" } })
    yield* say("response.output_audio.delta", { ...place, delta: Buffer.alloc(48_000).toString("base64") })
  })
