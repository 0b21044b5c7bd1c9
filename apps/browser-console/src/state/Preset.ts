/** Named settings. A link carries them to another browser. Keys are no settings, so no link holds one. */
import { Base64 } from "@antiphon/audio"
import { initialSettings, type Settings, settingsFrom } from "./Settings.ts"

/** Settings with their name. */
export interface Preset {
  readonly name: string
  readonly settings: Settings
}

/** A function of the receptionist. The user types its result. */
const takeOrder = {
  type: "function",
  name: "take_order",
  description: "Takes the order of a caller. Gives its number.",
  parameters: {
    type: "object",
    properties: { items: { type: "array", items: { type: "string" } }, pickup: { type: "string" } },
    required: ["items", "pickup"]
  }
}

/** The presets that every console has. */
export const builtIn: ReadonlyArray<Preset> = [
  { name: "Assistant", settings: initialSettings },
  {
    name: "Language teacher",
    settings: {
      ...initialSettings,
      voice: "cedar",
      speed: "0.9",
      detection: "semantic_vad",
      eagerness: "low",
      instructions:
        "You teach Spanish to a beginner. Speak slowly and in short sentences. Say each new word in English once. " +
        "Correct one mistake at a time, and then ask a simple question."
    }
  },
  {
    name: "Receptionist",
    settings: {
      ...initialSettings,
      instructions:
        "You answer the phone of a bakery. Say who you are, and ask what the caller would like and when to pick it up. " +
        "Repeat the order before you take it with the function. Do not promise what you do not know.",
      tools: JSON.stringify([takeOrder], undefined, 2)
    }
  },
  {
    name: "Interviewer",
    settings: {
      ...initialSettings,
      detection: "semantic_vad",
      eagerness: "low",
      instructions:
        "You interview the user for a job as an engineer. Ask one question at a time, and wait until the answer is complete. " +
        "Ask further where an answer stays vague. After five questions, say what was good and what was not."
    }
  },
  {
    name: "Push to talk",
    settings: { ...initialSettings, detection: "none", noise: "far_field" }
  },
  {
    name: "Text answers",
    settings: { ...initialSettings, outputs: "text", instructions: "Answer in one short paragraph." }
  }
]

/** The most characters of a link's settings. */
const longest = 32_768
/** The longest name. */
const longestName = 60

/** Adds a preset of the user, or replaces the one of its name. Newest last. */
export const withPreset = (presets: ReadonlyArray<Preset>, preset: Preset): ReadonlyArray<Preset> =>
  [...presets.filter(({ name }) => name !== preset.name), named(preset)].slice(-50)

/** Reads the presets of an earlier visit. What does not fit is left out. */
export const presetsFrom = (kept: unknown): ReadonlyArray<Preset> =>
  Array.isArray(kept) ? kept.flatMap((each: unknown) => presetFrom(each) ?? []).slice(-50) : []

/** Reads one preset, or gives `undefined`. */
const presetFrom = (value: unknown): Preset | undefined =>
  typeof value === "object" &&
  value !== null &&
  "name" in value &&
  typeof value.name === "string" &&
  "settings" in value
    ? named({ name: value.name, settings: settingsFrom(value.settings) })
    : undefined

/** A preset whose name is short and not empty. */
const named = ({ name, settings }: Preset): Preset => ({
  name: name.trim().slice(0, longestName) || "Untitled",
  settings
})

/** The part of an address that holds a preset. It has only what differs from the settings of a first visit. */
export const fragmentOf = ({ name, settings }: Preset): string => {
  const different = Object.entries(settings).filter(([field, value]) => initialOf(field) !== value)
  const bytes = new TextEncoder().encode(JSON.stringify({ name, settings: Object.fromEntries(different) }))
  return `#preset=${Base64.encode(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`
}

/** The initial value of a field. */
const initialOf = (field: string): unknown => Object.entries(initialSettings).find(([name]) => name === field)?.[1]

/** Reads the preset of an address, or gives `undefined` if it has none that can be read. */
export const presetIn = (fragment: string): Preset | undefined => {
  const [, text] = /^#preset=([\w-]+)$/.exec(fragment) ?? []
  if (text === undefined || text.length > longest) return undefined
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/")
  const bytes = Base64.decode(base64.padEnd(Math.ceil(base64.length / 4) * 4, "="))
  if (bytes._tag === "Failure") return undefined
  try {
    return presetFrom(JSON.parse(new TextDecoder().decode(bytes.success)))
  } catch {
    return undefined
  }
}
