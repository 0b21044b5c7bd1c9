/** Levels of nesting past which a frame is malformed; no event of the protocol comes near, and stacks stay safe. */
export const maxDepth = 256

const quote = 34
const backslash = 92

/** Whether a JSON text nests deeper than {@link maxDepth}: one linear scan, no stack, strings skipped. */
export const isTooDeep = (text: string): boolean => {
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

/** The closing quote of the string that opens at `start`; the native search makes long base64 cheap. */
const endOfString = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++
    if (escapes % 2 === 0) return end
  }
  return text.length
}

/** Whether a text of this length, with this many opening brackets, could nest too deep at all. */
export const mayBeTooDeep = (text: string): boolean => {
  if (text.length <= 2 * maxDepth) return false
  let openings = 0
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (++openings > maxDepth) return true
    }
  }
  return false
}
