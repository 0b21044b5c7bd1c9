/** Kinds and limits of sessions, such as transcription, idle timeout, rate limits and expiry (protocol section 2 (10), (12)). */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { Engine, EngineError, SessionMachine } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { all, connect, joined, only, outline, silence, tone } from "./helper.ts"

describe("(10) transcription session", () => {
  const engine = Engine.scripted({ turns: [{ heard: "First words." }, { heard: "Second words." }] })
  const turn = joined([silence(300), tone(500), silence(700)])

  it.effect("turns are committed and transcribed, and not answered", () =>
    Effect.gen(function* () {
      const { append, expect, send, until } = yield* connect(engine, { intent: "transcription" })
      const { session } = yield* expect("session.created")
      assert.deepInclude(session, { type: "transcription", object: "realtime.transcription_session" })
      yield* send("session.update", {
        session: { type: "transcription", audio: { input: { transcription: { model: "gpt-4o-transcribe" } } } }
      })
      yield* expect("session.updated")
      yield* append(turn)
      const first = yield* until("conversation.item.input_audio_transcription.completed")
      yield* append(turn)
      const second = yield* until("conversation.item.input_audio_transcription.completed")
      assert.deepStrictEqual(outline(first), [
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.delta xN",
        "conversation.item.input_audio_transcription.completed"
      ])
      const completed = only(first, "conversation.item.input_audio_transcription.completed")
      assert.strictEqual(completed.transcript, "First words.")
      assert.deepInclude(completed.usage, { type: "tokens", output_tokens: 3 })
      const { previous_item_id } = only(second, "input_audio_buffer.committed")
      assert.strictEqual(previous_item_id, completed.item_id)
      assert.strictEqual(
        only(second, "conversation.item.input_audio_transcription.completed").transcript,
        "Second words."
      )
    })
  )

  it("response events and settings of conversations are refused", () => {
    const bench = new Bench({ type: "transcription" })
    assert.strictEqual(bench.refusal({ type: "response.create" }).code, "invalid_event")
    assert.strictEqual(bench.refusal({ type: "response.cancel" }).code, "invalid_event")
    const update = { type: "session.update", session: { type: "transcription", instructions: "x" } }
    assert.deepInclude(bench.refusal(update), { code: "unknown_parameter", param: "session.instructions" })
  })

  it("gpt-realtime-whisper has no turn detection by default, and any other and a prompt are refused", () => {
    const bench = new Bench({ type: "transcription" })
    const update = (input: object) => ({ type: "session.update", session: { type: "transcription", audio: { input } } })
    const transcription = { model: "gpt-realtime-whisper" }
    for (const turn_detection of [{ type: "server_vad" }, { type: "semantic_vad" }]) {
      const { code, param } = bench.refusal(update({ transcription, turn_detection }))
      assert.deepStrictEqual([code, param], ["invalid_value", "session.audio.input.turn_detection"])
    }
    assert.deepInclude(bench.state.settings, { transcription: null })
    assert.isNotNull(bench.state.settings.turnDetection)
    assert.strictEqual(
      bench.refusal(update({ turn_detection: null, transcription: { ...transcription, prompt: "x" } })).param,
      "session.audio.input.transcription.prompt"
    )
    bench.send(update({ transcription }))
    assert.deepInclude(bench.state.settings, { transcription, turnDetection: null })
    assert.isTrue(bench.commands.some((each) => each._tag === "Detect" && each.settings === null))
    bench.send(update({ turn_detection: null, transcription }))
    bench.refusal(update({ turn_detection: { type: "server_vad" } }))
    bench.send(update({ turn_detection: { type: "server_vad" }, transcription: { model: "whisper-1" } }))
    bench.send(update({ transcription }))
    assert.strictEqual(bench.state.settings.turnDetection, null)
  })

  it("a conversation may have gpt-realtime-whisper with any turn detection, and a prompt", () => {
    const transcription = { model: "gpt-realtime-whisper", prompt: "names" }
    for (const turn_detection of [{ type: "server_vad", threshold: 0.5 }, { type: "semantic_vad" }, null]) {
      const bench = new Bench()
      const audio = { input: { transcription, turn_detection } }
      const [updated] = bench.send({ type: "session.update", session: { type: "realtime", audio } })
      assert.strictEqual(updated?.type, "session.updated")
      assert.strictEqual(bench.state.settings.turnDetection?.type, turn_detection?.type)
    }
  })

  it.effect("a model beside the intent is the model of the transcripts", () =>
    Effect.gen(function* () {
      const input = Effect.fnUntraced(function* (model: string) {
        const { expect } = yield* connect(engine, { intent: "transcription", model })
        const { session } = yield* expect("session.created")
        return session.type === "transcription" ? session.audio?.input : undefined
      })
      const mini = yield* input("gpt-4o-mini-transcribe")
      assert.deepStrictEqual(mini?.transcription, { language: null, prompt: null, model: "gpt-4o-mini-transcribe" })
      assert.strictEqual(mini?.turn_detection?.type, "server_vad")
      const whisper = yield* input("gpt-realtime-whisper")
      assert.strictEqual(whisper?.transcription?.model, "gpt-realtime-whisper")
      assert.isNull(whisper?.turn_detection)
    })
  )

  it.effect("log probabilities are sent word by word only if the session includes them", () =>
    Effect.gen(function* () {
      const sure = Engine.scripted({ turns: [{ heard: "Bom dia.", logprobs: [-0.5, -0.25] }] })
      const { append, expect, send, until } = yield* connect(sure, { intent: "transcription" })
      yield* expect("session.created")
      const heard = Effect.fnUntraced(function* (include: ReadonlyArray<string> | null) {
        const audio = { input: { transcription: { model: "gpt-4o-transcribe" } } } as const
        yield* send("session.update", { session: { type: "transcription", include, audio } })
        yield* expect("session.updated")
        yield* append(turn)
        const events = yield* until("conversation.item.input_audio_transcription.completed")
        return {
          deltas: all(events, "conversation.item.input_audio_transcription.delta").map(({ logprobs }) => logprobs),
          completed: only(events, "conversation.item.input_audio_transcription.completed").logprobs
        }
      })
      const { completed, deltas } = yield* heard(["item.input_audio_transcription.logprobs"])
      assert.deepStrictEqual(completed, [
        { token: "Bom", logprob: -0.5, bytes: [66, 111, 109] },
        { token: " dia.", logprob: -0.25, bytes: [32, 100, 105, 97, 46] }
      ])
      assert.deepStrictEqual(deltas, [completed?.slice(0, 1), completed?.slice(1)])
      assert.deepStrictEqual(yield* heard(null), { completed: undefined, deltas: [undefined, undefined] })
    })
  )

  it("log probabilities that the session does not include are not sent", () => {
    const bench = new Bench({ type: "transcription" })
    const input = { turn_detection: null, transcription: {} }
    bench.send({ type: "session.update", session: { type: "transcription", audio: { input } } })
    bench.append(tone(200))
    bench.send({ type: "input_audio_buffer.commit" })
    const itemId = bench.state.items[0]?.id ?? ""
    const chunk = { text: "Hm.", logprobs: [{ token: "Hm.", logprob: -1 }] }
    const sent = [
      ...bench.step({ _tag: "Transcript", itemId, chunk }),
      ...bench.step({ _tag: "TranscriptEnded", itemId })
    ]
    assert.notInclude(JSON.stringify(sent), "logprob")
  })

  it("a failed transcription sends an event of its own, and the item stays", () => {
    const bench = new Bench({ type: "transcription" })
    const input = { turn_detection: null, transcription: { model: "whisper-1" } }
    bench.send({ type: "session.update", session: { type: "transcription", audio: { input } } })
    bench.append(tone(200))
    bench.send({ type: "input_audio_buffer.commit" })
    const itemId = bench.state.items[0]?.id ?? ""
    const error = new EngineError({ part: "transcribe", message: "mumbling" })
    const [failed] = bench.step({ _tag: "TranscriptFailed", itemId, error })
    assert.deepInclude(failed, {
      type: "conversation.item.input_audio_transcription.failed",
      item_id: itemId,
      error: { type: "transcription_error", code: "audio_unintelligible", message: "mumbling", param: null }
    })
    assert.deepStrictEqual(bench.step({ _tag: "TranscriptEnded", itemId }), [])
    assert.strictEqual(bench.state.items.length, 1)
  })

  it("a transcription past the limit fails at once, and the item stays", () => {
    const bench = new Bench({ limits: { transcriptions: 1 } })
    const input = { turn_detection: null, transcription: {} }
    bench.send({ type: "session.update", session: { type: "realtime", audio: { input } } })
    bench.append(tone(100))
    bench.send({ type: "input_audio_buffer.commit" })
    bench.append(tone(100))
    const events = bench.send({ type: "input_audio_buffer.commit" })
    assert.strictEqual(
      only(events, "conversation.item.input_audio_transcription.failed").error.code,
      "rate_limit_exceeded"
    )
    assert.strictEqual(bench.commands.filter(({ _tag }) => _tag === "Transcribe").length, 1)
    assert.strictEqual(bench.state.items.length, 2)
  })

  it("a transcript is stored in its item, and the transcription of a deleted item stops", () => {
    const bench = new Bench()
    const input = { turn_detection: null, transcription: {} }
    bench.send({ type: "session.update", session: { type: "realtime", audio: { input } } })
    for (const _ of ["kept", "deleted"]) {
      bench.append(tone(200))
      bench.send({ type: "input_audio_buffer.commit" })
    }
    const [kept = "", deleted = ""] = bench.state.items.map(({ id }) => id)
    bench.send({ type: "conversation.item.delete", item_id: deleted })
    assert.deepInclude(bench.commands.at(-1), { _tag: "StopTranscribing", itemId: deleted })
    for (const itemId of [kept, deleted]) {
      bench.step({ _tag: "Transcript", itemId, chunk: { text: "Hm." } })
      bench.step({ _tag: "TranscriptEnded", itemId })
    }
    const completed = all(bench.sent, "conversation.item.input_audio_transcription.completed")
    assert.deepStrictEqual(
      completed.map(({ item_id }) => item_id),
      [kept]
    )
    const { item } = only(
      bench.send({ type: "conversation.item.retrieve", item_id: kept }),
      "conversation.item.retrieved"
    )
    const [part] = "content" in item ? item.content : []
    assert.deepInclude(part, { type: "input_audio", transcript: "Hm." })
  })
})

describe("(12) idle timeout", () => {
  const idle = () => {
    const bench = new Bench()
    const vad = { type: "server_vad", idle_timeout_ms: 5000 }
    bench.send({ type: "session.update", session: { type: "realtime", audio: { input: { turn_detection: vad } } } })
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "Audio", samples: tone(2000) })
    bench.end()
    return bench
  }

  it("runs from the end of playback, and then the silence becomes the user's turn and is answered", () => {
    const bench = idle()
    bench.append(silence(7000))
    bench.turn({ _tag: "Silence", until: 160_000 })
    assert.deepStrictEqual(bench.sleep(6999), [])
    const events = bench.sleep(1)
    assert.deepStrictEqual(outline(events), [
      "input_audio_buffer.timeout_triggered",
      "input_audio_buffer.committed",
      "conversation.item.added",
      "conversation.item.done",
      "response.created"
    ])
    const triggered = only(events, "input_audio_buffer.timeout_triggered")
    assert.deepInclude(triggered, { audio_start_ms: 2000, audio_end_ms: 7000 })
    assert.strictEqual(only(events, "input_audio_buffer.committed").item_id, triggered.item_id)
    assert.deepStrictEqual(bench.sleep(60_000), [])
  })

  it("sets a timer for when it is due", () => {
    const bench = idle()
    assert.deepStrictEqual(bench.commands.at(-1), { _tag: "Wake", reason: "idle", at: bench.now + 7000 })
  })

  it("is ended by speech or by another response", () => {
    const spoken = idle()
    spoken.append(tone(1000))
    spoken.turn({ _tag: "SpeechStarted", at: 0 })
    assert.deepStrictEqual(spoken.sleep(10_000), [])
    const typed = idle()
    typed.send({ type: "response.create" })
    assert.deepStrictEqual(typed.sleep(10_000), [])
  })

  it("is off by default", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    bench.end()
    assert.deepStrictEqual(bench.sleep(60_000), [])
  })
})

describe("rate limits", () => {
  it("are sent after each response, and past them a response fails at once without the engine", () => {
    const bench = new Bench({ limits: { tokensPerMinute: 20 } })
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "Audio", samples: tone(1000) })
    assert.deepStrictEqual(only(bench.end(), "rate_limits.updated").rate_limits, [
      { name: "tokens", limit: 20, remaining: 0, reset_seconds: 60 }
    ])
    const asked = bench.commands.filter(({ _tag }) => _tag === "Respond").length
    const events = bench.send({ type: "response.create" })
    const { response } = only(events, "response.done")
    assert.strictEqual(response.status, "failed")
    assert.deepInclude(response.status_details?.error, { code: "rate_limit_exceeded" })
    assert.strictEqual(bench.commands.filter(({ _tag }) => _tag === "Respond").length, asked)
    bench.sleep(30_000)
    const again = bench.send({ type: "response.create", response: { input: [] } })
    assert.strictEqual(all(again, "response.done").length, 0)
    assert.deepInclude(only(bench.end(), "rate_limits.updated").rate_limits[0], { remaining: 10, reset_seconds: 30 })
  })
})

describe("expiry", () => {
  it("a session that begins within a second lasts its whole time, and ends with the second that it names", () => {
    const start = { now: 300, seed: "test", type: "realtime", model: "m", limits: { sessionMs: 1000 } } as const
    const { outputs, state } = SessionMachine.start(start)
    assert.strictEqual(state.settings.expiresAt, 2)
    assert.deepInclude(outputs, { _tag: "Wake", reason: "expiry", at: 2000 } as const)
  })

  it.effect("sends session_expired and closes with 1001", () =>
    Effect.gen(function* () {
      const { connection, expect, ended } = yield* connect(Engine.echo, {}, { limits: { sessionMs: 60_000 } })
      const { session } = yield* expect("session.created")
      assert.strictEqual(session.type === "realtime" && session.expires_at, 60)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* expect("error")).error.code, "session_expired")
      const { reason } = yield* connection.ended
      assert.strictEqual(reason._tag === "Closed" && reason.code, 1001)
      assert.strictEqual((yield* ended).reason._tag, "Closed")
    })
  )
})

describe("a connection turned away", () => {
  for (const [code, close] of [
    ["beta_api_shape_disabled", 4000],
    ["invalid_api_key", 3000]
  ] as const) {
    it(`${code}: comes in the first frame, then the connection closes with ${close}`, () => {
      const { outputs } = SessionMachine.start({
        now: 0,
        seed: "test",
        type: "realtime",
        model: "gpt-realtime",
        turnedAway: code
      })
      const [error, closing] = outputs
      assert.strictEqual(error?._tag === "Send" && error.event.type === "error" && error.event.error.code, code)
      assert.deepStrictEqual(closing, { _tag: "Close", code: close, reason: `invalid_request_error.${code}` })
    })
  }

  it.effect("has a wrong key, or a verifier that takes longer than 10 s", () =>
    Effect.gen(function* () {
      for (const verifyKey of [() => Effect.succeed(false), () => Effect.never]) {
        const { connection, expect } = yield* connect(Engine.echo, {}, { verifyKey })
        yield* TestClock.adjust("10 seconds")
        assert.strictEqual((yield* expect("error")).error.code, "invalid_api_key")
        const { reason } = yield* connection.ended
        assert.strictEqual(reason._tag === "Closed" && reason.code, 3000)
      }
      const { expect } = yield* connect(Engine.echo, {}, { verifyKey: () => Effect.succeed(true) })
      yield* expect("session.created")
    })
  )
})
