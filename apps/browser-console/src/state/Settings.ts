/** The settings of a session as the form holds them: what was typed, valid or not. */
export interface Settings {
  readonly voice: string
  readonly speed: string
  readonly instructions: string
  readonly outputs: "audio" | "text"
  readonly maxTokens: string
  readonly detection: "server_vad" | "semantic_vad" | "none"
  readonly threshold: string
  readonly prefixPadding: string
  readonly silence: string
  readonly idleTimeout: string
  readonly eagerness: string
  readonly answers: boolean
  readonly interrupts: boolean
  /** The transcribing model; empty: no transcripts. */
  readonly transcription: string
  readonly noise: "" | "near_field" | "far_field"
  /** JSON. */
  readonly tools: string
}

export type Field = keyof Settings

/** What the model is offered unless told otherwise; the page runs these by itself. */
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

export const initialSettings: Settings = {
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

/** Settings kept from an earlier visit; what does not fit is as at first. */
export const settingsFrom = (kept: unknown): Settings => {
  if (typeof kept !== "object" || kept === null) return initialSettings
  const fitting = Object.entries(kept).filter(
    ([name, value]) => isField(name) && typeof value === typeof initialSettings[name]
  )
  return { ...initialSettings, ...Object.fromEntries(fitting) }
}

const isField = (name: string): name is Field => name in initialSettings
