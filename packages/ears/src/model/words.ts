/** Puts tokens together to words. A piece that begins with `▁` begins a word. A piece like `<0x0A>` is one byte. */
import type { Token } from "./Moonshine.ts"

/** A word and the tokens that it consists of. */
export interface SpelledWord {
  /** With the space before it, unless it is the first. Punctuation belongs to the word before it. */
  readonly text: string
  /** The sum over its tokens. */
  readonly logprob: number
  readonly tokens: ReadonlyArray<number>
}

const space = "▁"

/** Returns the words that the tokens make. A word is yielded once the next one begins. */
export function* words(
  tokens: Iterable<Token>,
  pieces: ReadonlyArray<string>,
  first: boolean
): Generator<SpelledWord | undefined, void> {
  let open: Array<Token> = []
  let isFirst = first
  const close = (): SpelledWord => {
    const ids = open.map(({ id }) => id)
    const text = spell(ids.map((id) => pieces[id] ?? ""))
    const word = {
      text: isFirst ? text.trimStart() : text,
      logprob: open.reduce((sum, { logprob }) => sum + logprob, 0),
      tokens: ids
    }
    isFirst = false
    open = []
    return word
  }
  for (const token of tokens) {
    if (open.length > 0 && pieces[token.id]?.startsWith(space) === true) yield close()
    else yield
    open.push(token)
  }
  if (open.length > 0) yield close()
}

const spell = (pieces: ReadonlyArray<string>): string => {
  const bytes = pieces.flatMap((piece) => {
    const byte = /^<0x([0-9A-F]{2})>$/.exec(piece)?.[1]
    if (byte !== undefined) return [Number.parseInt(byte, 16)]
    return [...new TextEncoder().encode(piece.replaceAll(space, " "))]
  })
  return new TextDecoder().decode(Uint8Array.from(bytes))
}
