/**
 * Levels of nesting past which a frame is malformed. No event of the protocol comes near. The bound keeps stacks safe.
 */
export const maxDepth = 256

const quote = 34
const backslash = 92

/** Whether a JSON text nests deeper than {@link maxDepth}. The scan is linear, needs no stack and skips strings. */
export const isTextTooDeep = (text: string): boolean => {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index)
        break
      case 91:
      case 123:
        if (++depth > maxDepth) return true
        break
      case 93:
      case 125:
        depth--
    }
  }
  return false
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
  typeof raw === "string" ? raw.length > 2 * maxDepth && isTextTooDeep(raw) : isValueTooDeep(raw, maxDepth)

const isValueTooDeep = (value: unknown, levels: number): boolean => {
  if (typeof value !== "object" || value === null) return false
  return levels === 0 || Object.values(value).some((part) => isValueTooDeep(part, levels - 1))
}
