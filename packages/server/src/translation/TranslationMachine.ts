/**
 * A translation session as a pure function (protocol section 2 (11)): a running interpreter, without items, turns or
 * responses. Its shell feeds the engine and tells what comes of it.
 */
import { Base64, Pcm16 } from "@antiphon/audio"
import { type Decoded, Translation } from "@antiphon/core"
import { clip } from "../clip.ts"
import type { EngineError, TranslationChunk, TranslationSettings } from "../engine/Contract.ts"
import { toMs } from "../machine/Audio.ts"
import { invalidValue, type Refusal, refuse } from "../machine/Refusal.ts"
import { decodeSamples } from "../machine/codec.ts"
import { eventIdOf, understand } from "../machine/understand.ts"

export type TranslationInput = { readonly now: number } & (
  | { readonly _tag: "Client"; readonly decoded: Decoded<Translation.ClientEvent> }
  | { readonly _tag: "Tick" }
  /** The interpreter of this number said something; of an older one it is ignored. */
  | { readonly _tag: "Chunk"; readonly run: number; readonly chunk: TranslationChunk }
  | { readonly _tag: "Ended"; readonly run: number }
  | { readonly _tag: "Failed"; readonly run: number; readonly error: EngineError }
)

export type TranslationOutput =
  | { readonly _tag: "Send"; readonly event: Translation.ServerEvent }
  | { readonly _tag: "Close"; readonly code: number; readonly reason: string }
  /** Start an interpreter in place of the one that runs. */
  | { readonly _tag: "Translate"; readonly run: number; readonly settings: TranslationSettings }
  | { readonly _tag: "Feed"; readonly samples: Int16Array }
  /** No more audio will come: the interpreter says the rest, then ends. */
  | { readonly _tag: "EndAudio" }
  | { readonly _tag: "Wake"; readonly at: number }

type Audio = NonNullable<Translation.SessionTranslationUpdate["audio"]>

export interface TranslationState {
  readonly seed: string
  readonly serial: number
  readonly model: string
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly audio: Audio
  readonly run: number
  /** Samples appended so far. */
  readonly appended: number
  readonly phase: "open" | "closing" | "closed"
}

export interface TranslationStep {
  readonly state: TranslationState
  readonly outputs: ReadonlyArray<TranslationOutput>
}

export interface TranslationStart {
  readonly now: number
  readonly seed: string
  readonly model: string
  readonly sessionMs: number
  /** Settings that the session begins with; those of a client secret. */
  readonly audio?: Audio | undefined
}

/** Begins a session: its first event is `session.created`. */
export const start = ({ now, seed, model, sessionMs, audio: given }: TranslationStart): TranslationStep => {
  const expiresAt = Math.floor((now + sessionMs) / 1000)
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

/** Takes one step. After a `Close` nothing has an effect. */
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
      return input.run === state.run ? said(state, input.chunk) : { state, outputs: [] }
    case "Ended":
      return input.run === state.run ? ended(state) : { state, outputs: [] }
    case "Failed":
      return input.run === state.run ? farewell(state, null, input.error.message) : { state, outputs: [] }
  }
}

const client = (state: TranslationState, decoded: Decoded<Translation.ClientEvent>): TranslationStep => {
  const event = understand(Translation.ClientEvent, decoded)
  const done = "code" in event ? event : apply(state, event)
  return "code" in done ? failure(state, "invalid_request_error", done, eventIdOf(decoded)) : done
}

const apply = (state: TranslationState, event: Translation.ClientEvent): TranslationStep | Refusal => {
  if (state.phase === "closing")
    return refuse("invalid_event", "The session is closing: nothing more can be sent.", "type")
  switch (event.type) {
    case "session.update":
      return update(state, event.session.audio ?? {})
    case "session.input_audio_buffer.append": {
      const samples = decodeSamples(event.audio)
      if (typeof samples === "string") return invalidValue("audio", samples)
      return output({ ...state, appended: state.appended + samples.length }, { _tag: "Feed", samples })
    }
    case "session.close":
      return output({ ...state, phase: "closing" }, { _tag: "EndAudio" })
  }
}

/** Absent keys stay, null switches off; another language or transcription begins a new interpreter. */
const update = (state: TranslationState, change: Audio): TranslationStep => {
  const audio = {
    input: { ...state.audio.input, ...change.input },
    output: { ...state.audio.output, ...change.output }
  }
  const updated = { ...state, audio }
  const told = send(updated, { type: "session.updated", session: view(updated) })
  if (JSON.stringify(translate(state)) === JSON.stringify(translate(updated))) return told
  return then(told, (each) => {
    const next = { ...each, run: each.run + 1 }
    return output(next, translate(next))
  })
}

const translate = ({ run, audio }: TranslationState): TranslationOutput => ({
  _tag: "Translate",
  run,
  settings: {
    language: audio.output?.language ?? "en",
    sourceLanguage: audio.input?.transcription?.language ?? undefined
  }
})

const said = (state: TranslationState, chunk: TranslationChunk): TranslationStep => {
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

const ended = (state: TranslationState): TranslationStep =>
  state.phase === "open"
    ? farewell(state, null, "The interpreter ended before the session did.")
    : then(send({ ...state, phase: "closed" }, { type: "session.closed" }), (each) =>
        output(each, { _tag: "Close", code: 1000, reason: "" })
      )

/** Says what ends the session, then closes. */
const farewell = (state: TranslationState, code: "session_expired" | null, message: string): TranslationStep => {
  const type = code === null ? "server_error" : "invalid_request_error"
  const told = failure({ ...state, phase: "closed" }, type, { code, message, param: null }, null)
  return then(told, (each) => output(each, { _tag: "Close", code: code === null ? 1011 : 1001, reason: message }))
}

const failure = (
  state: TranslationState,
  type: string,
  error: { readonly code: string | null; readonly message: string; readonly param: string | null },
  event_id: string | null
): TranslationStep => {
  const said = { ...error, message: clip(error.message), param: error.param === null ? null : clip(error.param, 256) }
  return send(state, { type: "error", error: { type, ...said, event_id } })
}

/** Asks to be woken when the session's time is up; asked again if that came too early. */
const wake = ({ expiresAt }: TranslationState): TranslationOutput => ({ _tag: "Wake", at: expiresAt * 1000 })

type WithoutId<E> = E extends unknown ? Omit<E, "event_id"> : never

const send = (state: TranslationState, event: WithoutId<Translation.ServerEvent>): TranslationStep => {
  const serial = state.serial + 1
  const event_id = `event_${state.seed}${serial.toString(36).padStart(6, "0")}`
  return output({ ...state, serial }, { _tag: "Send", event: { ...event, event_id } })
}

const output = (state: TranslationState, each: TranslationOutput): TranslationStep => ({ state, outputs: [each] })

/** One step, and another from where it led. */
const then = (before: TranslationStep, next: (state: TranslationState) => TranslationStep): TranslationStep => {
  const after = next(before.state)
  return { state: after.state, outputs: [...before.outputs, ...after.outputs] }
}

const view = (state: TranslationState): Translation.SessionTranslation => ({
  id: `sess_${state.seed}`,
  type: "translation",
  model: state.model,
  expires_at: state.expiresAt,
  audio: state.audio
})
