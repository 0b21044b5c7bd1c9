import { Resampler, Wav } from "@antiphon/audio"
import { ServerEvent } from "@antiphon/core"
import type { Recording } from "@antiphon/recording"
import { conversation, initial, reduce, type SessionState, textOf } from "@antiphon/session"
import { assert, it, layer } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { makeVoice } from "@antiphon/speech/node"
import { asset, channels, demo, firstDifference, folder, inProcess, type Run, session } from "./run.ts"

const marked: { readonly transcript: string; readonly speech_start_ms: number; readonly speech_end_ms: number } =
  JSON.parse(readFileSync(asset("user-turn.json"), "utf8"))
const answered: { readonly transcript: string } = JSON.parse(readFileSync(asset("reply.json"), "utf8"))

const received = (recording: Recording): ReadonlyArray<ServerEvent> =>
  recording.lines.flatMap((line) => {
    if (!("event" in line) || line.direction === "out") return []
    const decoded = ServerEvent.decodeValue(line.event)
    assert(decoded._tag === "Known", `${line.event["type"]} is ${decoded._tag}`)
    return [decoded.event]
  })

const fold = (recording: Recording): SessionState => received(recording).reduce(reduce, initial)

const onlyTurn = (state: SessionState): { readonly startMs: number; readonly endMs: number } => {
  const [turn, ...others] = state.turns.values()
  assert.deepStrictEqual([turn?.status, others], ["committed", []])
  assert(turn?.audioStartMs !== undefined && turn.audioEndMs !== undefined)
  return { startMs: turn.audioStartMs, endMs: turn.audioEndMs }
}

/** The settings that the server says it has. */
const detection = ({ session }: SessionState): { readonly paddingMs: number; readonly silenceMs: number } => {
  assert(session?.type === "realtime" && "audio" in session)
  const settings = session.audio?.input?.turn_detection
  assert(settings?.type === "server_vad")
  return { paddingMs: settings.prefix_padding_ms ?? NaN, silenceMs: settings.silence_duration_ms ?? NaN }
}

/** One turn, which several claims are about, and the folder of its files. */
class Held extends Context.Service<Held, { readonly out: string; readonly run: Run }>()("test/Held") {}

const held = (hold: (out: string) => Effect.Effect<Run, never, Scope.Scope>) =>
  Layer.effect(
    Held,
    Effect.gen(function* () {
      const out = yield* folder
      return { out, run: yield* hold(out) }
    })
  )

const inAProcess = held((out) => inProcess(["demo", "--fast", "--out", out]))

layer(inAProcess, { excludeTestServices: true })("a turn with the offline engine, which is the default", (it) => {
  it.effect("detects speech where a human marked it, writes what was said, and speaks its answer", () =>
    Effect.gen(function* () {
      const { out, run } = yield* Held
      assert.deepStrictEqual([run.code, run.stderr], [0, ""])
      const state = fold(session(out))
      assert.deepStrictEqual(state.notices, [])

      const turn = onlyTurn(state)
      const { paddingMs, silenceMs } = detection(state)
      assert.approximately(turn.startMs + paddingMs, marked.speech_start_ms, 150)
      assert.approximately(turn.endMs - silenceMs, marked.speech_end_ms, 150)

      const text = `You said "${marked.transcript}" I have no rule for that. Say help to learn what I know.`
      assert.deepStrictEqual(conversation(state).map(textOf), [marked.transcript, text])
      assert.include(run.stdout, `you         "${marked.transcript}"\n`)
      const voice = yield* makeVoice
      const spoken = yield* Stream.runCollect(voice.speak({ name: "alloy", speed: 1 }, Stream.make(text)))
      const [reply] = channels(join(out, "reply.wav"))
      const expected = Int16Array.from(spoken.flatMap((block) => [...block]))
      assert.strictEqual(firstDifference(reply, expected), undefined)
    })
  )
})

const scripted = held((out) => demo(["--engine", "scripted", "--out", out]))

layer(scripted, { excludeTestServices: true })("a turn with the scripted engine", (it) => {
  it.effect("completes, detects speech where a human marked it, and answers with the recorded reply", () =>
    Effect.gen(function* () {
      const { out, run } = yield* Held
      assert.deepStrictEqual([run.code, run.stderr], [0, ""])

      const recording = session(out)
      assert.deepStrictEqual(recording.broken, [])
      const state = fold(recording)
      assert.deepStrictEqual(state.notices, [])

      const turn = onlyTurn(state)
      const { paddingMs, silenceMs } = detection(state)
      assert.approximately(turn.startMs + paddingMs, marked.speech_start_ms, 150)
      assert.approximately(turn.endMs - silenceMs, marked.speech_end_ms, 150)

      assert.deepStrictEqual(
        [...state.responses.values()].map(({ status }) => status),
        ["completed"]
      )
      assert.deepStrictEqual(conversation(state).map(textOf), [marked.transcript, answered.transcript])

      const [reply] = channels(join(out, "reply.wav"))
      assert.strictEqual(firstDifference(reply, channels(asset("reply.wav"))[0]), undefined)
    })
  )

  it.effect("lays both sides on one timeline, with the answer after the turn", () =>
    Effect.gen(function* () {
      const { out } = yield* Held
      const [left, right] = channels(join(out, "conversation.wav"))
      const [said] = channels(asset("user-turn.wav"))
      const [reply] = channels(asset("reply.wav"))
      assert(left !== undefined && right !== undefined && said !== undefined && reply !== undefined)
      assert.strictEqual(firstDifference(left.subarray(0, said.length), said), undefined)
      assert(left.subarray(said.length).every((sample) => sample === 0))
      const starts = right.findIndex((sample) => sample !== 0)
      const lead = reply.findIndex((sample) => sample !== 0)
      assert.isAtLeast(starts, onlyTurn(fold(session(out))).endMs * 24)
      assert.strictEqual(firstDifference(right.subarray(starts), reply.subarray(lead)), undefined)
    })
  )

  it.effect("shows the turn as lines if stdout is no terminal", () =>
    Effect.gen(function* () {
      const { out, run } = yield* Held
      const lines = run.stdout.split("\n").map((line) => line.slice(12).replaceAll(/\d+/g, "#"))
      assert.deepStrictEqual(lines, [
        "ws://#.#.#.#:#/v#/realtime in # ms: in this process, scripted engine",
        "created, # ms of silence end a turn",
        "updated, # ms of silence end a turn",
        "speech starts at #.# s",
        "speech ends at #.# s",
        JSON.stringify(marked.transcript),
        "first audio at #.# s, #.# s after the end of speech",
        JSON.stringify(answered.transcript),
        "# received, # sent",
        `${out}/reply.wav: #.# s, the answer`.replaceAll(/\d+/g, "#"),
        `${out}/conversation.wav: #.# s, you left, the assistant right`.replaceAll(/\d+/g, "#"),
        `${out}/session.jsonl: # events, both directions`.replaceAll(/\d+/g, "#"),
        ""
      ])
    })
  )
})

it.live("the echo engine's reply is the detected segment, sample for sample", () =>
  Effect.gen(function* () {
    const out = yield* folder
    const run = yield* demo(["--engine", "echo", "--out", out])
    assert.deepStrictEqual([run.code, run.stderr], [0, ""])
    const { endMs, startMs } = onlyTurn(fold(session(out)))
    const [said] = channels(asset("user-turn.wav"))
    const [reply] = channels(join(out, "reply.wav"))
    assert.strictEqual(firstDifference(reply, said?.subarray(startMs * 24, endMs * 24)), undefined)
  })
)

it.live("a stereo recording at another rate is a turn as well", () =>
  Effect.gen(function* () {
    const out = yield* folder
    const input = join(out, "stereo.wav")
    const [said = new Int16Array(0)] = channels(asset("user-turn.wav"))
    const fine = Resampler.make({ from: 24_000, to: 48_000 }).process(said)
    writeFileSync(input, Wav.write({ sampleRate: 48_000, channels: [fine, fine] }))
    const run = yield* demo(["--input", input, "--out", out])
    assert.deepStrictEqual([run.code, run.stderr], [0, ""])
    const state = fold(session(out))
    const { paddingMs, silenceMs } = detection(state)
    const turn = onlyTurn(state)
    assert.approximately(turn.startMs + paddingMs, marked.speech_start_ms, 150)
    assert.approximately(turn.endMs - silenceMs, marked.speech_end_ms, 150)
  })
)

it.live("demo --live holds a turn in OpenAI Live, closes it in order, and writes what was said", () =>
  Effect.gen(function* () {
    const out = yield* folder
    const { code, stderr, stdout } = yield* demo(["--live", "--engine", "scripted", "--out", out])
    assert.deepStrictEqual([code, stderr], [0, ""])
    assert.include(stdout, JSON.stringify(answered.transcript))
    assert.match(stdout, /^closed +The server closed the session \(close_requested\)\. \d+\.\d s were used\.$/m)
    const [left, right] = channels(join(out, "conversation.wav"))
    assert.isTrue(left?.some((sample) => Math.abs(sample) > 1000))
    assert.isTrue(right?.some((sample) => Math.abs(sample) > 1000))
    assert.strictEqual(session(out).broken.length, 0)
  })
)
