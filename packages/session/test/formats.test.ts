import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import {
  initial,
  type ReconnectingOptions,
  replayPlan,
  Session,
  SessionMachine,
  type SessionState
} from "../src/index.ts"
import { type Host, makeHosts } from "./hosts.ts"
import { makeSpeaker } from "./speaker.ts"

const until = (session: Session, holds: (state: SessionState) => boolean) =>
  session.changes.pipe(Stream.filter(holds), Stream.runHead, Effect.map(Option.getOrThrow))

const opened = Effect.fnUntraced(function* (options: ReconnectingOptions, session: object = {}) {
  const servers = yield* makeHosts({ session })
  const made = yield* Session.reconnecting(servers.connect, options)
  return { ...servers, session: made, first: yield* servers.next }
})

const place = (n: number) => ({ response_id: `r${n}`, item_id: `i${n}`, output_index: 0, content_index: 0 })
const delta = (host: Host, n: number, bytes: number) =>
  host.say("response.output_audio.delta", { ...place(n), delta: Buffer.alloc(bytes).toString("base64") })
const heard = (n: number, ms: number) => (state: SessionState) =>
  (state.items.get(`i${n}`)?.parts.get(0)?.audioMs ?? 0) >= ms

const law = { type: "realtime", audio: { output: { format: { type: "audio/pcmu" } } } } as const

it.effect("an output format that the speaker cannot play is refused before it is sent, with what to set instead", () =>
  Effect.gen(function* () {
    const { first, session } = yield* opened({ speaker: makeSpeaker(24_000) })
    const error = yield* Effect.flip(session.configure(law))
    assert.match(error.message, /24000 Hz.*8000 Hz; set audio\.output\.format to audio\/pcm/)
    const response = yield* Effect.flip(session.createResponse({ audio: law.audio }))
    assert.strictEqual(response.reason._tag, "InvalidCommand")
    yield* session.configure({ type: "realtime", audio: { output: { format: { type: "audio/pcm", rate: 24_000 } } } })
    assert.deepStrictEqual(
      first.received.map(({ type }) => type),
      ["session.update"]
    )
  })
)

it.effect(
  "peers row 19: a speaker of 8 kHz is silent until the session is set to G.711, and plays each response as it began",
  () =>
    Effect.gen(function* () {
      const speaker = makeSpeaker(8000)
      const { first, session } = yield* opened(
        { speaker },
        { audio: { input: { turn_detection: { type: "server_vad" } } } }
      )
      for (const early of [
        session.createResponse(),
        session.sendText("Hello?"),
        session.sendAudio(new Int16Array(2400))
      ]) {
        assert.match((yield* Effect.flip(early)).message, /set audio\.output\.format to audio\/pcmu or audio\/pcma/)
      }
      assert.deepStrictEqual(first.received, [])
      yield* delta(first, 0, 4800)
      yield* until(session, heard(0, 100))
      assert.strictEqual(speaker.played, 0)

      yield* session.configure(law)
      yield* first.say("response.created", { response: { id: "r1" } })
      yield* delta(first, 1, 800)
      yield* until(session, heard(1, 100))
      yield* session.configure({ type: "realtime", audio: { output: { format: { type: "audio/pcma" } } } })
      yield* delta(first, 1, 800)
      yield* until(session, heard(1, 200))
      assert.strictEqual(speaker.played, 1600)
    })
)

it.effect("a response that has a format of its own is played and measured in that", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(8000)
    const { first, session } = yield* opened({ speaker })
    yield* first.say("response.created", { response: { id: "r1", audio: law.audio } })
    yield* delta(first, 1, 800)
    const state = yield* until(session, heard(1, 1))
    assert.deepStrictEqual([speaker.played, state.items.get("i1")?.parts.get(0)?.audioMs], [800, 100])
  })
)

it("a conversation in a format that the speaker cannot play is resumed all the same", () => {
  const session = {
    type: "realtime" as const,
    audio: { output: { format: { type: "audio/pcm" as const, rate: 24_000 as const } } }
  }
  const before = { ...initial, session }
  let state = SessionMachine.start("s", { speakerRate: 8000 }, before)
  const take = (input: SessionMachine.Happening) => {
    const step = SessionMachine.step(state, { ...input, now: 0 })
    state = step.state
    return step.outputs
  }
  const say = (type: "session.created" | "session.updated") =>
    take({ _tag: "Received", decoded: ServerEvent.decodeValue({ type, session }) })
  const resuming = { _tag: "Plan", plan: replayPlan(before), lists: [] } as const
  take({ _tag: "Opened", id: "o", trackRate: undefined, doubtsSilence: true, resuming })
  assert.isTrue(say("session.created").some(({ _tag }) => _tag === "Send"))
  assert.deepInclude(say("session.updated"), { _tag: "Settle", id: "o", answer: { _tag: "Done" } })
})

it("a session of texts is not made to speak in a format that the speaker cannot play", () => {
  const realtime = { type: "realtime" as const, output_modalities: ["text" as const] }
  let state = SessionMachine.start("s", { speakerRate: 8000 })
  const take = (input: SessionMachine.Happening) => {
    const step = SessionMachine.step(state, { ...input, now: 0 })
    state = step.state
    return step.outputs
  }
  const configure = (id: string, audio: object) =>
    take({
      _tag: "Command",
      id,
      command: { _tag: "configure", session: { type: "realtime", output_modalities: ["audio"], ...audio } }
    }).map((output) => (output._tag === "Fail" ? output.error.reason._tag : output._tag))
  take({ _tag: "Opened", id: "o", trackRate: undefined, doubtsSilence: true, resuming: undefined })
  take({ _tag: "Received", decoded: ServerEvent.decodeValue({ type: "session.created", session: realtime }) })
  assert.deepStrictEqual(configure("c", {}), ["InvalidCommand"])
  assert.include(configure("d", { audio: law.audio }), "Send")
})
