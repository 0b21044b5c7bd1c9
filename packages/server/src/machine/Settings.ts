/** The effective configuration of a session: every default filled in, and the rules by which an update changes it. */
import type {
  AudioFormat,
  AudioTranscription,
  IncludeOption,
  MaxOutputTokens,
  NoiseReduction,
  Prompt,
  Reasoning,
  SessionRealtime,
  SessionRequest,
  SessionTranscription,
  Tool,
  ToolChoice,
  Tracing,
  Truncation,
  VoiceRef
} from "@antiphon/core/shapes"
import type { TurnSettings } from "../engine/Contract.ts"
import { serverVad } from "../engine/turnSettings.ts"
import type { Format } from "./codec.ts"
import { withoutTurns } from "./whisperClash.ts"

/** A format as servers show it. */
export const shownFormat = (type: Format): AudioFormat => (type === "audio/pcm" ? { type, rate: 24_000 } : { type })

/** The format that a request names, undefined where it names none. */
export const formatOf = (format: { readonly type: string } | null | undefined): Format | undefined =>
  format == null ? undefined : format.type === "audio/pcmu" || format.type === "audio/pcma" ? format.type : "audio/pcm"

export interface Settings {
  readonly type: "realtime" | "transcription"
  readonly id: string
  readonly model: string
  readonly modality: "audio" | "text"
  readonly instructions: string
  readonly tools: ReadonlyArray<Tool>
  readonly toolChoice: ToolChoice
  readonly parallelToolCalls: boolean
  readonly reasoning: Reasoning | null
  readonly maxOutputTokens: MaxOutputTokens
  readonly tracing: Tracing | null
  readonly truncation: Truncation
  readonly prompt: Prompt | null
  readonly include: ReadonlyArray<IncludeOption> | null
  readonly noiseReduction: NoiseReduction | null
  readonly transcription: AudioTranscription | null
  readonly turnDetection: TurnSettings | null
  readonly inputFormat: Format
  readonly outputFormat: Format
  readonly voice: string
  readonly speed: number
  /** Epoch seconds. */
  readonly expiresAt: number
}

const semanticVad: TurnSettings = {
  type: "semantic_vad",
  eagerness: "auto",
  create_response: true,
  interrupt_response: true
}

/** What a new connection has before it asks for anything. */
export const defaults = ({
  transcriptionModel,
  ...session
}: {
  readonly type: "realtime" | "transcription"
  readonly id: string
  readonly model: string
  readonly expiresAt: number
  /** The model of the transcripts, where the address names one. */
  readonly transcriptionModel?: string | undefined
}): Settings =>
  withoutTurns({
    ...session,
    modality: "audio",
    instructions: "",
    tools: [],
    toolChoice: "auto",
    parallelToolCalls: true,
    reasoning: null,
    maxOutputTokens: "inf",
    tracing: null,
    truncation: "auto",
    prompt: null,
    include: null,
    noiseReduction: null,
    transcription: transcriptionModel === undefined ? null : { model: transcriptionModel },
    turnDetection: serverVad,
    inputFormat: "audio/pcm",
    outputFormat: "audio/pcm",
    voice: "alloy",
    speed: 1
  })

/**
 * The settings after an update that was found valid. Absent keys stay, null switches off what can be off and else counts
 * as absent, and objects are merged key by key (protocol section 2 (0)). The model is the connection's and stays.
 */
export const updated = (settings: Settings, request: SessionRequest): Settings => {
  if (request.type !== "realtime" && request.type !== "transcription") return settings
  const input = request.audio?.input
  const heard: Settings = {
    ...settings,
    inputFormat: formatOf(input?.format) ?? settings.inputFormat,
    include: request.include === undefined ? settings.include : request.include,
    noiseReduction: merged(settings.noiseReduction, input?.noise_reduction),
    transcription: merged(settings.transcription, input?.transcription),
    turnDetection: turnDetection(settings.turnDetection, input?.turn_detection)
  }
  if (request.type === "transcription") return withoutTurns(heard, request)
  return {
    ...heard,
    modality: modalityOf(request.output_modalities) ?? settings.modality,
    instructions: request.instructions ?? settings.instructions,
    tools: request.tools ?? settings.tools,
    toolChoice: request.tool_choice ?? settings.toolChoice,
    parallelToolCalls: request.parallel_tool_calls ?? settings.parallelToolCalls,
    reasoning: merged(settings.reasoning, request.reasoning),
    maxOutputTokens: request.max_output_tokens ?? settings.maxOutputTokens,
    tracing: request.tracing === undefined ? settings.tracing : request.tracing,
    truncation: request.truncation ?? settings.truncation,
    prompt: request.prompt === undefined ? settings.prompt : request.prompt,
    outputFormat: formatOf(request.audio?.output?.format) ?? settings.outputFormat,
    voice: voiceName(request.audio?.output?.voice) ?? settings.voice,
    speed: request.audio?.output?.speed ?? settings.speed
  }
}

/** `["text"]` as `text`, anything else that is valid as `audio`; undefined where none is given. */
export const modalityOf = (modalities: ReadonlyArray<string> | null | undefined): "audio" | "text" | undefined =>
  modalities == null ? undefined : modalities[0] === "text" ? "text" : "audio"

/** A voice as servers name it; a custom one by its id. */
export const voiceName = (voice: VoiceRef | null | undefined): string | undefined =>
  typeof voice === "object" ? voice?.id : voice

const merged = <T extends object>(present: T | null, change: T | null | undefined): T | null =>
  change === undefined ? present : change === null ? null : { ...present, ...change }

const turnDetection = (
  present: TurnSettings | null,
  change: { readonly type: string } | null | undefined
): TurnSettings | null => {
  if (change === undefined) return present
  if (change === null) return null
  const base = change.type === present?.type ? present : change.type === "semantic_vad" ? semanticVad : serverVad
  const given = Object.entries(change).filter(([key, value]) => value !== null || key === "idle_timeout_ms")
  return { ...base, ...Object.fromEntries(given) }
}

/** The settings as `session.created` and `session.updated` show them. */
export const view = (settings: Settings): SessionRealtime | SessionTranscription => {
  const input = {
    format: shownFormat(settings.inputFormat),
    transcription: settings.transcription && { language: null, prompt: null, ...settings.transcription },
    noise_reduction: settings.noiseReduction,
    turn_detection: settings.turnDetection
  }
  if (settings.type === "transcription") {
    return {
      type: "transcription",
      id: settings.id,
      object: "realtime.transcription_session",
      expires_at: settings.expiresAt,
      audio: { input },
      include: settings.include
    }
  }
  return {
    type: "realtime",
    id: settings.id,
    object: "realtime.session",
    model: settings.model,
    output_modalities: [settings.modality],
    instructions: settings.instructions,
    tools: settings.tools,
    tool_choice: settings.toolChoice,
    parallel_tool_calls: settings.parallelToolCalls,
    reasoning: settings.reasoning,
    max_output_tokens: settings.maxOutputTokens,
    tracing: settings.tracing,
    truncation: settings.truncation,
    prompt: settings.prompt,
    expires_at: settings.expiresAt,
    include: settings.include,
    audio: {
      input,
      output: { format: shownFormat(settings.outputFormat), voice: settings.voice, speed: settings.speed }
    }
  }
}
