/**
 * A translation session as a pure function (protocol section 2 (11)). It is a running interpreter, without items, turns
 * or responses. Its runner feeds the engine and passes back what the engine makes of the audio.
 */
import { Base64, Pcm16 } from "@antiphon/audio"
import { type Decoded, Translation } from "@antiphon/core"
import * as Result from "effect/Result"
import type { EngineError, TranslationChunk, TranslationSettings } from "../engine/Contract.ts"
import { toMs } from "../machine/Audio.ts"
import { invalidValue, quoted, type Refusal, refuse } from "../machine/Refusal.ts"
import { decodeSamples } from "../machine/codec.ts"
import { eventIdOf, understand } from "../machine/understand.ts"

/** An input of the machine. Something happened at `now`, in epoch ms that never go back. */
export type TranslationInput = { readonly now: number } & (
  | { readonly _tag: "Client"; readonly decoded: Decoded<Translation.ClientEvent> }
  | { readonly _tag: "Tick" }
  /** A chunk of the interpreter with this number. Chunks of an older one are ignored. */
  | { readonly _tag: "Chunk"; readonly run: number; readonly chunk: TranslationChunk }
  | { readonly _tag: "Ended"; readonly run: number }
  | { readonly _tag: "Failed"; readonly run: number; readonly error: EngineError }
)

/** An output of the machine. The runner performs the outputs in order. */
export type TranslationOutput =
  | { readonly _tag: "Send"; readonly event: Translation.ServerEvent }
  | { readonly _tag: "Close"; readonly code: number; readonly reason: string }
  /** Start an interpreter in place of the one that runs. */
  | { readonly _tag: "Translate"; readonly run: number; readonly settings: TranslationSettings }
  | { readonly _tag: "Feed"; readonly samples: Int16Array }
  /** End the audio. The interpreter says the rest, then ends. */
  | { readonly _tag: "EndAudio" }
  | { readonly _tag: "Wake"; readonly at: number }

/** The audio settings of a session. */
type Audio = NonNullable<Translation.SessionTranslationUpdate["audio"]>

/** Everything that the machine remembers of one session. It is plain immutable data. */
export interface TranslationState {
  readonly seed: string
  readonly serial: number
  readonly model: string
  /** Epoch seconds. */
  readonly expiresAt: number
  /** The settings with all defaults filled in. */
  readonly audio: Audio
  /** Number of the running interpreter. */
  readonly run: number
  /** Samples appended so far. */
  readonly appended: number
  /** `closing` after `session.close`, and `closed` after the connection is closed. */
  readonly phase: "open" | "closing" | "closed"
}

/** The result of one step. */
export interface TranslationStep {
  readonly state: TranslationState
  readonly outputs: ReadonlyArray<TranslationOutput>
}

/** What a new session begins with. */
export interface TranslationStart {
  readonly now: number
  readonly seed: string
  readonly model: string
  readonly sessionMs: number
  /** Settings that the session begins with, as a client secret has them. */
  readonly audio?: Audio | undefined
}

/** Begins a session. Its first event is `session.created`. */
export const start = ({ now, seed, model, sessionMs, audio: given }: TranslationStart): TranslationStep => {
  const expiresAt = Math.ceil((now + sessionMs) / 1000)
  const audio = {
    input: { transcription: null, noise_reduction: null, ...given?.input },
    output: { language: "en", ...given?.output }
  }
  const state: TranslationState = { seed, serial: 0, model, expiresAt, audio, run: 1, appended: 0, phase: "open" }
  return [
    (each: TranslationState) => send(each, { type: "session.created", session: view(each) }),
    (each: TranslationState) => output(each, translate(each)),
    (each: TranslationState) => output(each, wake(each))
  ].reduce(then, { state, outputs: [] })
}

/** Takes one step. After a `Close`, inputs have no effect. */
export const step = (state: TranslationState, input: TranslationInput): TranslationStep => {
  if (state.phase === "closed") return { state, outputs: [] }
  if (input.now >= state.expiresAt * 1000)
    return farewell(state, "session_expired", "The session hit its maximum duration.")
  switch (input._tag) {
    case "Client":
      return client(state, input.decoded)
    case "Tick":
      return output(state, wake(state))
    case "Chunk":
      return input.run === state.run ? onChunk(state, input.chunk) : { state, outputs: [] }
    case "Ended":
      return input.run === state.run ? ended(state) : { state, outputs: [] }
    case "Failed":
      return input.run === state.run ? farewell(state, null, input.error.message) : { state, outputs: [] }
  }
}

/** Applies a client event, or sends an `error` event that says why not. */
const client = (state: TranslationState, decoded: Decoded<Translation.ClientEvent>): TranslationStep => {
  const done = Result.flatMap(understand(Translation.ClientEvent, decoded), (event) => apply(state, event))
  return Result.isFailure(done)
    ? failure(state, "invalid_request_error", done.failure, eventIdOf(decoded))
    : done.success
}

/** Applies an event that was understood. */
const apply = (state: TranslationState, event: Translation.ClientEvent): Result.Result<TranslationStep, Refusal> => {
  if (state.phase === "closing") return Result.fail(closing)
  switch (event.type) {
    case "session.update":
      return Result.succeed(update(state, event.session.audio ?? {}))
    case "session.input_audio_buffer.append":
      return Result.mapBoth(decodeSamples(event.audio), {
        onFailure: (message) => invalidValue("audio", message),
        onSuccess: (samples) =>
          output({ ...state, appended: state.appended + samples.length }, { _tag: "Feed", samples })
      })
    case "session.close":
      return Result.succeed(output({ ...state, phase: "closing" }, { _tag: "EndAudio" }))
  }
}

/** Refuses everything after `session.close`. */
const closing = refuse("invalid_event", "The session is closing. Open another session to send more.", "type")

/** Absent keys stay, and null switches off. Another language or transcription begins a new interpreter. */
const update = (state: TranslationState, change: Audio): TranslationStep => {
  const audio = {
    input: { ...state.audio.input, ...change.input },
    output: { ...state.audio.output, ...change.output }
  }
  const updated = { ...state, audio }
  const answered = send(updated, { type: "session.updated", session: view(updated) })
  if (JSON.stringify(translate(state)) === JSON.stringify(translate(updated))) return answered
  return then(answered, (each) => {
    const next = { ...each, run: each.run + 1 }
    return output(next, translate(next))
  })
}

/** Makes the output that starts the interpreter of these settings. */
const translate = ({ run, audio }: TranslationState): TranslationOutput => ({
  _tag: "Translate",
  run,
  settings: {
    language: audio.output?.language ?? "en",
    sourceLanguage: audio.input?.transcription?.language ?? undefined
  }
})

/** Sends a chunk of the interpreter. `elapsed_ms` is the length of the appended audio, in steps of 200 ms. */
const onChunk = (state: TranslationState, chunk: TranslationChunk): TranslationStep => {
  const elapsed_ms = Math.floor(toMs(state.appended) / 200) * 200
  switch (chunk._tag) {
    case "Source":
      return state.audio.input?.transcription == null
        ? { state, outputs: [] }
        : send(state, { type: "session.input_transcript.delta", delta: chunk.text, elapsed_ms })
    case "Text":
      return send(state, { type: "session.output_transcript.delta", delta: chunk.text, elapsed_ms })
    case "Audio": {
      const delta = Base64.encode(Pcm16.toBytes(chunk.samples))
      const format = { sample_rate: 24_000, channels: 1, format: "pcm16" } as const
      return send(state, { type: "session.output_audio.delta", delta, ...format, elapsed_ms })
    }
  }
}

/** Ends the session with its interpreter. Without `session.close` before, that is a failure. */
const ended = (state: TranslationState): TranslationStep =>
  state.phase === "open"
    ? farewell(state, null, "The interpreter ended before the session did. Open another session.")
    : then(send({ ...state, phase: "closed" }, { type: "session.closed" }), (each) =>
        output(each, { _tag: "Close", code: 1000, reason: "" })
      )

/** Sends what ends the session, then closes. */
const farewell = (state: TranslationState, code: "session_expired" | null, message: string): TranslationStep => {
  const type = code === null ? "server_error" : "invalid_request_error"
  const sent = failure({ ...state, phase: "closed" }, type, { code, message, param: null }, null)
  return then(sent, (each) => output(each, { _tag: "Close", code: code === null ? 1011 : 1001, reason: message }))
}

/** Sends an `error` event. */
const failure = (
  state: TranslationState,
  type: string,
  error: { readonly code: string | null; readonly message: string; readonly param: string | null },
  event_id: string | null
): TranslationStep => send(state, { type: "error", error: { type, ...error, ...quoted(error), event_id } })

/** Sets a timer for the end of the session. A tick that comes too early sets it again. */
const wake = ({ expiresAt }: TranslationState): TranslationOutput => ({ _tag: "Wake", at: expiresAt * 1000 })

/** An event without its id. */
type WithoutId<E> = E extends unknown ? Omit<E, "event_id"> : never

/** Sends an event with a fresh id. */
const send = (state: TranslationState, event: WithoutId<Translation.ServerEvent>): TranslationStep => {
  const serial = state.serial + 1
  const event_id = `event_${state.seed}${serial.toString(36).padStart(6, "0")}`
  return output({ ...state, serial }, { _tag: "Send", event: { ...event, event_id } })
}

/** Makes a step of one output. */
const output = (state: TranslationState, each: TranslationOutput): TranslationStep => ({ state, outputs: [each] })

/** Takes one step, and another from its state. */
const then = (before: TranslationStep, next: (state: TranslationState) => TranslationStep): TranslationStep => {
  const after = next(before.state)
  return { state: after.state, outputs: [...before.outputs, ...after.outputs] }
}

/** Shows the session as `session.created` and `session.updated` do. */
const view = (state: TranslationState): Translation.SessionTranslation => ({
  id: `sess_${state.seed}`,
  type: "translation",
  model: state.model,
  expires_at: state.expiresAt,
  audio: state.audio
})
