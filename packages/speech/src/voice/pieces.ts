/**
 * Cuts text into pieces to be spoken one after another: sentences, and parts of longer ones. Where it cuts depends on the
 * text alone, not on how it arrived, and the pieces joined are the text.
 */

/** A sentence of more words is cut. */
export const maxWords = 15
/** And one of more characters: no voice takes long for so many. */
export const maxCharacters = 160

const sentenceEnd = /[.!?…]["'”’)\]]*$/
/** The stops of scripts that use them for nothing else: no blank has to follow them. */
const plainEnd = /[。！？｡؟۔।॥։።፧။។]+["'”’)\]」』）】]*\s*(?=[^\s。！？｡؟۔।॥։።፧။។"'”’)\]」』）】])/
const clauseEnd = /[,;:–—]["'”’)\]]*$/
const joint =
  /^(?:and|as|because|before|but|for|from|if|in|into|of|on|or|since|so|than|that|though|to|until|when|where|whether|which|while|who|with)$/i
/** A full stop here is no end; a true end that is missed only makes a longer piece. */
const abbreviation =
  /^["'“‘([]*(?:(?:\p{L}\.)+|(?:approx|apr|aug|ave|capt|cf|co|col|dec|dept|dr|etc|feb|fig|gen|inc|jan|jr|lt|ltd|mr|mrs|ms|mt|nov|oct|prof|rep|rev|sen|sept|sgt|sr|st|vs)\.)$/iu

/** The pieces that are sure to be whole, and what is left of the text for the next call. */
export const cut = (text: string): readonly [rest: string, pieces: ReadonlyArray<string>] => {
  const pieces: Array<string> = []
  let rest = text
  for (let end = firstEnd(rest); end !== undefined; end = firstEnd(rest)) {
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [rest, pieces]
}

/** Where the first piece ends, white space included, once enough text follows to be sure. */
const firstEnd = (text: string): number | undefined => {
  let words = 0
  let best: { readonly at: number; readonly rank: number } = { at: 0, rank: 0 }
  const prefer = (at: number, rank: number) => {
    if (at > 0 && rank >= best.rank) best = { at, rank }
  }
  const near = text.slice(0, maxCharacters + 2)
  const plain = plainEnd.exec(near)
  const sure = plain === null ? Infinity : plain.index + plain[0].length
  for (const { 0: all, 1: word = "", 2: space = "", index } of near.matchAll(/(\S*)(\s+)(?=\S)/g)) {
    const end = index + all.length
    if (end > maxCharacters || sure <= end) break
    if (word === "") continue
    words++
    if (joint.test(word)) prefer(index, 2)
    if (space.includes("\n") || (sentenceEnd.test(word) && !abbreviation.test(word))) return end
    prefer(end, clauseEnd.test(word) ? 3 : 1)
    if (words === maxWords) return best.at
  }
  if (sure <= maxCharacters) return sure
  if (text.length <= maxCharacters) return undefined
  return best.at > 0 ? best.at : beforeHalf(text, maxCharacters)
}

/** Not between the halves of a surrogate pair. */
const beforeHalf = (text: string, at: number): number => (/[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at)

/**
 * A piece in the characters that flite reads: accents off, typographic marks as plain ones, control characters as spaces.
 * Empty where there is no letter and no digit, so nothing to say.
 */
export const speakable = (piece: string): string => {
  const plain = piece
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[“”«»]/g, '"')
    .replaceAll(/[–—]/g, ", ")
    .replaceAll(/\p{Cc}/gu, " ")
    .trim()
  return /[\p{L}\p{N}]/u.test(plain) ? plain : ""
}
