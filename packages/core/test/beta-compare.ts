/**
 * What a translation may change without a report. Gives two spellings of the same thing one form, and removes the
 * fields that were reported as lost.
 */
import type { Beta } from "@antiphon/core"

type Path = Beta.Lost["path"]

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** A value without the places at `paths`. Later elements of an array move up. */
export const without = (value: unknown, paths: ReadonlyArray<Path>): unknown => {
  if (paths.length === 0) return value
  const below = (key: string | number) =>
    paths.filter(([head, ...rest]) => head === key && rest.length > 0).map(([, ...rest]) => rest)
  const gone = new Set(paths.filter(({ length }) => length === 1).map(([key]) => key))
  if (Array.isArray(value)) {
    return value.flatMap((element: unknown, index) => (gone.has(index) ? [] : [without(element, below(index))]))
  }
  if (!isObject(value)) throw new Error(`lost names ${JSON.stringify(paths)}, which is not there`)
  for (const [key] of paths) if (key === undefined || !(key in value)) throw new Error(`lost names ${key}, not there`)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (gone.has(key) ? [] : [[key, without(inner, below(key))]]))
  )
}

const spelled = (value: unknown, change: (key: string, inner: unknown) => unknown): unknown => {
  if (Array.isArray(value)) return value.map((element) => spelled(element, change))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const next = change(key, inner)
      return next === undefined ? [] : [[key, spelled(next, change)]]
    })
  )
}

const isEmpty = (value: unknown): boolean => isObject(value) && Object.keys(value).length === 0

/**
 * Equal spellings of GA. PCM without a rate has 24 kHz, audio implies its text, and an empty `audio`, `input` or
 * `output` says nothing.
 */
export const gaSpelling = (event: unknown): unknown =>
  spelled(event, (key, value) => {
    if (key === "output_modalities" && Array.isArray(value) && value.includes("audio")) {
      return value.filter((modality) => modality !== "text")
    }
    if (key === "format" && isObject(value) && value["type"] === "audio/pcm") return { rate: 24_000, ...value }
    if (key !== "audio" || !isObject(value)) return value
    const said = Object.fromEntries(Object.entries(value).filter(([, half]) => !isEmpty(half)))
    return isEmpty(said) ? undefined : said
  })

/**
 * Equal spellings of the beta. Audio names its text too, turn detection without a type is by loudness, and a voice is
 * its name.
 */
export const betaSpelling = (event: unknown): unknown =>
  spelled(event, (key, value) => {
    if (key === "modalities" && Array.isArray(value) && value.includes("audio")) {
      return ["text", ...value.filter((modality) => modality !== "text")]
    }
    // A voice as an object without what was lost of it is its name.
    if (key === "voice" && isObject(value)) return value["name"] ?? undefined
    if (key === "turn_detection" && isObject(value)) return { ...value, type: value["type"] ?? "server_vad" }
    return value
  })
