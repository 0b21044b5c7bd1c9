/** The effective settings of a session with all defaults filled in, and the rules by which an update changes them. */
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

/** The format as events show it. */
export const shownFormat = (type: Format): AudioFormat => (type === "audio/pcm" ? { type, rate: 24_000 } : { type })

/** The format that a request names, or `undefined` if it names none. */
export const formatOf = (format: { readonly type: string } | null | undefined): Format | undefined =>
  format == null ? undefined : format.type === "audio/pcmu" || format.type === "audio/pcma" ? format.type : "audio/pcm"

/** The settings of a session. Absent options are filled in. */
export interface Settings {
  /** Fixed for the life of the session. */
  readonly type: "realtime" | "transcription"
  /** `sess_…` */
  readonly id: string
  /** Fixed for the life of the session. */
  readonly model: string
  /** Whether responses are spoken or written. A response may choose its own. */
  readonly modality: "audio" | "text"
  /** The system prompt. */
  readonly instructions: string
  /** Function tools and remote MCP tools. */
  readonly tools: ReadonlyArray<Tool>
  /** Which tool the model may or must call. */
  readonly toolChoice: ToolChoice
  /** Whether a response may have more than one function call. */
  readonly parallelToolCalls: boolean
  /** Kept and shown. Engines do not receive it. */
  readonly reasoning: Reasoning | null
  /** A number of tokens, or `inf`. */
  readonly maxOutputTokens: MaxOutputTokens
  /** Kept and shown. It is fixed after it was set. */
  readonly tracing: Tracing | null
  /** Kept and shown. The limits bound the conversation. */
  readonly truncation: Truncation
  /** Kept and shown. Engines do not receive it. */
  readonly prompt: Prompt | null
  /** Extra fields that events have, or `null` for none. */
  readonly include: ReadonlyArray<IncludeOption> | null
  /** Kept and shown. Engines receive the audio as it came. */
  readonly noiseReduction: NoiseReduction | null
  /** `null` if the user's audio is not transcribed. */
  readonly transcription: AudioTranscription | null
  /** `null` if the client commits its audio itself. */
  readonly turnDetection: TurnSettings | null
  /** Format of the user's audio on the wire. */
  readonly inputFormat: Format
  /** Format of the model's audio on the wire. */
  readonly outputFormat: Format
  /** Fixed after the session has spoken. */
  readonly voice: string
  /** Speed of the voice, 1 for its own. */
  readonly speed: number
  /** Epoch seconds. */
  readonly expiresAt: number
}

/** The defaults of semantic turn detection. */
const semanticVad: TurnSettings = {
  type: "semantic_vad",
  eagerness: "auto",
  create_response: true,
  interrupt_response: true
}

/** The settings of a new connection. */
export const defaults = ({
  transcriptionModel,
  ...session
}: {
  readonly type: "realtime" | "transcription"
  readonly id: string
  readonly model: string
  readonly expiresAt: number
  /** The model of the transcripts, if the address names one. */
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
 * Applies a valid update. Absent keys stay. Null switches off what can be off, and otherwise counts as absent. Objects are
 * merged key by key (protocol section 2 (0)). The model belongs to the connection and stays.
 */
export const updated = (settings: Settings, request: SessionRequest): Settings => {
  if (request.type !== "realtime" && request.type !== "transcription") return settings
  const input = request.audio?.input
  const withInput: Settings = {
    ...settings,
    inputFormat: formatOf(input?.format) ?? settings.inputFormat,
    include: request.include === undefined ? settings.include : request.include,
    noiseReduction: merged(settings.noiseReduction, input?.noise_reduction),
    transcription: merged(settings.transcription, input?.transcription),
    turnDetection: turnDetection(settings.turnDetection, input?.turn_detection)
  }
  if (request.type === "transcription") return withoutTurns(withInput, request)
  return {
    ...withInput,
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

/** Reads `["text"]` as `text` and other valid lists as `audio`. `undefined` if none is given. */
export const modalityOf = (modalities: ReadonlyArray<string> | null | undefined): "audio" | "text" | undefined =>
  modalities == null ? undefined : modalities[0] === "text" ? "text" : "audio"

/** The name of a voice as events show it. A custom voice is named by its id. */
export const voiceName = (voice: VoiceRef | null | undefined): string | undefined =>
  typeof voice === "object" ? voice?.id : voice

/** Merges a change into an object. Null switches it off, and absence keeps it. */
const merged = <T extends object>(present: T | null, change: T | null | undefined): T | null =>
  change === undefined ? present : change === null ? null : { ...present, ...change }

/** A change of another type begins from the defaults of that type. */
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

/** Shows the settings as `session.created` and `session.updated` do. */
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
