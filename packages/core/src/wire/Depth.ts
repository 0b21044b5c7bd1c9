/**
 * Levels of nesting past which a frame is malformed. No event of the protocol comes near. The bound keeps stacks safe.
 */
export const maxDepth = 256

/**
 * The commas and opening brackets past which a frame is malformed. Parsed values take up to 20 times the memory of their
 * text, so 16 MiB of `{}` would fill a small heap. No event comes near, because its values have names and texts.
 */
export const maxValues = 2_097_152
/** The keys of one object past which a frame is malformed. Many keys cost far more than as many values of a list. */
export const maxKeys = 262_144

/** The colons of the open object at each depth. Every scan uses it, because to make one costs more than to scan a frame. */
const keys = new Uint32Array(maxDepth + 1)

const quote = 34
const backslash = 92

/**
 * Which bound a JSON text is beyond, {@link maxDepth}, {@link maxValues} or {@link maxKeys}, or `undefined`. The scan is
 * linear, needs no stack and skips strings.
 */
export const excessOf = (text: string): "TooDeep" | "TooManyValues" | undefined => {
  let depth = 0
  let values = 0
  keys[0] = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index)
        break
      case 44:
        if (++values > maxValues) return "TooManyValues"
        break
      case 58: {
        const count = (keys[depth] ?? 0) + 1
        if (count > maxKeys) return "TooManyValues"
        keys[depth] = count
        break
      }
      case 91:
      case 123:
        if (++depth > maxDepth) return "TooDeep"
        keys[depth] = 0
        if (++values > maxValues) return "TooManyValues"
        break
      case 93:
      case 125:
        depth--
    }
  }
  return undefined
}

/** The closing quote of the string that opens at `start`. The native search makes long base64 cheap. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return text.length
}

/** Whether a frame, or a value that never was a frame, nests deeper than {@link maxDepth}. */
export const isTooDeep = (raw: unknown): boolean =>
  typeof raw === "string" ? raw.length > 2 * maxDepth && excessOf(raw) === "TooDeep" : isValueTooDeep(raw, maxDepth)

const isValueTooDeep = (value: unknown, levels: number): boolean => {
  if (typeof value !== "object" || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isValueTooDeep(part, levels - 1))
}
