/** A client of this server can meet every error code of the protocol (protocol section 2 (9)). */
import { assert, describe, it } from "@effect/vitest"
import { EngineError, SessionMachine } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { only, tone } from "./helper.ts"

interface Told {
  readonly type?: string | null
  readonly code?: string | null
  readonly message?: string | null
}

const truncate = (item_id: string) => ({
  type: "conversation.item.truncate",
  item_id,
  content_index: 0,
  audio_end_ms: 0
})

const turnedAway = (reason: "beta_api_shape_disabled" | "invalid_api_key"): Told => {
  const start = { now: 0, seed: "test", type: "realtime", model: "gpt-realtime", turnedAway: reason } as const
  const events = SessionMachine.start(start).outputs.flatMap((each) => (each._tag === "Send" ? [each.event] : []))
  return only(events, "error").error
}

/** Types other than `invalid_request_error`. */
const types: Readonly<Record<string, string>> = { audio_unintelligible: "transcription_error", null: "server_error" }

/** The story by which a client meets each code. */
const stories: Readonly<Record<string, () => Told>> = {
  invalid_event: () => new Bench().refusal({ event_id: "no type" }),
  missing_required_parameter: () => new Bench().refusal({ type: "session.update", session: {} }),
  unknown_parameter: () => new Bench().refusal({ type: "session.update", session: { type: "realtime", voice: "x" } }),
  invalid_value: () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "Audio", samples: tone(100) })
    bench.end()
    return bench.refusal({ ...truncate(bench.state.items[0]?.id ?? ""), audio_end_ms: 101 })
  },
  conversation_already_has_active_response: () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    return bench.refusal({ type: "response.create" })
  },
  response_cancel_not_active: () => new Bench().refusal({ type: "response.cancel" }),
  input_audio_buffer_commit_empty: () => {
    const bench = new Bench()
    bench.append(tone(99))
    return bench.refusal({ type: "input_audio_buffer.commit" })
  },
  item_truncate_invalid_item_id: () => new Bench().refusal(truncate("gone")),
  unsupported_content_type: () => {
    const bench = new Bench()
    bench.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [], id: "mine" } })
    return bench.refusal(truncate("mine"))
  },
  session_expired: () => {
    const bench = new Bench()
    const { error } = only(bench.sleep(60 * 60_000), "error")
    assert.deepInclude(bench.commands.at(-1), { _tag: "Close", code: 1001 })
    return error
  },
  beta_api_shape_disabled: () => turnedAway("beta_api_shape_disabled"),
  invalid_api_key: () => turnedAway("invalid_api_key"),
  audio_unintelligible: () => {
    const bench = new Bench()
    const input = { turn_detection: null, transcription: { model: "whisper-1" } }
    bench.send({ type: "session.update", session: { type: "realtime", audio: { input } } })
    bench.append(tone(200))
    bench.send({ type: "input_audio_buffer.commit" })
    const itemId = bench.state.items[0]?.id ?? ""
    const error = new EngineError({ part: "transcribe", message: "nothing but noise" })
    const [failed] = bench.step({ _tag: "TranscriptFailed", itemId, error })
    return failed?.type === "conversation.item.input_audio_transcription.failed" ? failed.error : {}
  },
  null: () => {
    const bench = new Bench()
    const { number } = bench.state.input.detection
    const error = new EngineError({ part: "detectTurns", message: "lost its model" })
    const told = only(bench.step({ _tag: "DetectionFailed", detection: number, error }), "error").error
    assert.include(told.message, bench.state.settings.id)
    assert.strictEqual(bench.state.settings.turnDetection, null)
    return told
  }
}

describe("the error code", () => {
  for (const [code, story] of Object.entries(stories)) {
    it(`${code} reaches the client`, () => {
      const told = story()
      const type = types[code] ?? "invalid_request_error"
      assert.deepInclude(told, { code: code === "null" ? null : code, type })
      assert.isAbove(told.message?.length ?? 0, 10)
    })
  }
})
