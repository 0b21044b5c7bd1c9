/** A session that outlives its connections, its servers, and what is said to them. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type ReconnectingOptions, Session, type SessionState } from "../src/index.ts"
import { type Host, type HostsOptions, makeHosts } from "./hosts.ts"

export const until = (session: Session, holds: (state: SessionState) => boolean) =>
  session.changes.pipe(Stream.filter(holds), Stream.runHead, Effect.map(Option.getOrThrow))

export const hasResumed = (times: number) => (state: SessionState) =>
  state.notices.filter(({ _tag }) => _tag === "Resumed").length === times

export const reconnecting = Effect.fnUntraced(function* (options: ReconnectingOptions = {}, how: HostsOptions = {}) {
  const servers = yield* makeHosts(how)
  const session = yield* Session.reconnecting(servers.connect, options)
  const first = yield* servers.next
  return { ...servers, session, first }
})

export const typed = (id: string, text: string) =>
  ({ type: "message", role: "user", id, content: [{ type: "input_text", text }] }) as const
export const said = (id: string, text: string) =>
  ({ type: "message", role: "assistant", id, content: [{ type: "output_text", text }] }) as const

/** Until the server has had all that was sent before. */
export const fence = (session: Session) => session.configure({ type: "realtime" })

export const exchange = (session: Session) =>
  Effect.andThen(session.addItem(typed("u", "Hello?")), session.addItem(said("a", "Hello.")))

export const place = { response_id: "r", item_id: "i", output_index: 0, content_index: 0 }

/** A response that has said a second of 24 kHz audio with its words, and goes on. */
export const speak = (host: Host) =>
  Effect.gen(function* () {
    const item = { type: "message", role: "assistant", id: "i", content: [] }
    yield* host.say("response.created", { response: { id: "r" } })
    yield* host.say("response.output_item.added", { response_id: "r", output_index: 0, item })
    yield* host.say("conversation.item.added", { item, previous_item_id: null })
    yield* host.say("response.content_part.added", { ...place, part: { type: "audio" } })
    yield* host.say("response.output_audio_transcript.delta", { ...place, delta: "one two three four five six" })
    yield* host.say("response.output_audio.delta", { ...place, delta: Buffer.alloc(48_000).toString("base64") })
  })

/** The same response, and its end. */
export const speakWhole = (host: Host) =>
  Effect.gen(function* () {
    yield* speak(host)
    yield* host.say("response.output_audio.done", place)
    yield* host.say("response.output_audio_transcript.done", { ...place, transcript: "one two three four five six" })
    yield* host.say("response.done", { response: { id: "r", status: "completed" } })
  })

export const lostIn = ({ notices }: SessionState) => notices.flatMap((notice) => ("lost" in notice ? notice.lost : []))

export const isSpeaking = ({ items }: SessionState) => (items.get("i")?.parts.get(0)?.audioMs ?? 0) > 0
