/** The settings of a session as the user typed them, valid or not. */
export interface Settings {
  /** The name of the model. A session keeps the model that it began with. */
  readonly model: string
  /** The name of the voice. */
  readonly voice: string
  /** 0.25 to 1.5, where 1 is the usual speed. */
  readonly speed: string
  readonly instructions: string
  readonly outputs: "audio" | "text"
  /** The most tokens of a response. Empty means no limit. */
  readonly maxTokens: string
  readonly detection: "server_vad" | "semantic_vad" | "none"
  /** How loud speech must be, from 0 to 1. */
  readonly threshold: string
  /** How much audio before speech belongs to it, in ms. */
  readonly prefixPadding: string
  /** How much silence ends a turn, in ms. */
  readonly silence: string
  /** After how much silence the model speaks by itself, in ms. Empty means never. */
  readonly idleTimeout: string
  readonly eagerness: string
  /** Whether the end of a turn requests an answer. */
  readonly answers: boolean
  /** Whether the start of a turn interrupts the model. */
  readonly interrupts: boolean
  /** The transcribing model. Empty for no transcripts. */
  readonly transcription: string
  readonly noise: "" | "near_field" | "far_field"
  /** The functions as JSON. */
  readonly tools: string
}

/** The name of a setting. */
export type Field = keyof Settings

/** Whether two settings ask for the same session. The model cannot change in a session, so it does not count. */
export const isSame = (a: Settings, b: Settings): boolean =>
  fields.every((field) => field === "model" || a[field] === b[field])

/** Sets one of the settings. */
export type SetField = <F extends Field>(field: F, value: Settings[F]) => void

/** The default functions. The page runs these itself. */
export const sampleTools = [
  {
    type: "function",
    name: "set_theme",
    description: "Makes the page light or dark.",
    parameters: {
      type: "object",
      properties: { theme: { type: "string", enum: ["light", "dark"] } },
      required: ["theme"]
    }
  },
  {
    type: "function",
    name: "roll_dice",
    description: "Rolls a die.",
    parameters: { type: "object", properties: { sides: { type: "integer", minimum: 2 } }, required: ["sides"] }
  }
]

/** The settings of a first visit. */
export const initialSettings: Settings = {
  model: "gpt-realtime",
  voice: "marin",
  speed: "",
  instructions: "Be brief and friendly. Speak clearly.",
  outputs: "audio",
  maxTokens: "",
  detection: "server_vad",
  threshold: "",
  prefixPadding: "",
  silence: "",
  idleTimeout: "",
  eagerness: "auto",
  answers: true,
  interrupts: true,
  transcription: "gpt-4o-mini-transcribe",
  noise: "",
  tools: JSON.stringify(sampleTools, undefined, 2)
}

/** Reads the settings of an earlier visit. A value that does not fit is replaced by its default. */
export const settingsFrom = (kept: unknown): Settings => {
  if (typeof kept !== "object" || kept === null) return initialSettings
  const fitting = Object.entries(kept).filter(
    ([name, value]) => isField(name) && typeof value === typeof initialSettings[name]
  )
  return { ...initialSettings, ...Object.fromEntries(fitting) }
}

/** Whether a kept name is that of a setting. */
const isField = (name: string): name is Field => name in initialSettings

/** The names of all settings. */
export const fields: ReadonlyArray<Field> = Object.keys(initialSettings).filter(isField)

/** The names of the settings on the page. */
export const labels: Readonly<Record<Field, string>> = {
  model: "Model",
  voice: "Voice",
  speed: "Speed",
  instructions: "System instructions",
  outputs: "Output",
  maxTokens: "Max output tokens",
  detection: "Turn detection",
  threshold: "Threshold",
  prefixPadding: "Padding",
  silence: "Silence",
  idleTimeout: "Prompt when idle",
  eagerness: "Eagerness",
  answers: "Respond to each turn",
  interrupts: "Interrupt when I speak",
  transcription: "Transcription model",
  noise: "Noise reduction",
  tools: "Functions as JSON"
}

/** The models to suggest. A server may have others. */
export const models = [
  "gpt-realtime",
  "gpt-realtime-mini",
  "gpt-realtime-1.5",
  "gpt-realtime-2",
  "gpt-realtime-2.1",
  "gpt-realtime-2.1-mini"
]

/** The voices to suggest. A server may have others. */
export const voices = ["marin", "cedar", "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse"]
