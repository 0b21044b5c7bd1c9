/**
 * Splits text into pieces that are spoken one after another. A piece is a sentence, or a part of a long one. Where a
 * text is split depends on the text alone and not on how it arrives. The pieces joined are the text.
 */

/** A sentence of more words is split. */
export const maxWords = 15
/** A sentence of more characters is split too, so that no piece takes a voice long. */
export const maxCharacters = 160

/** The marks that end a sentence if a space follows. */
const sentenceEnd = /[.!?…]["'”’)\]]*$/
/** The full stops of scripts that use them for nothing else. They end a sentence even if no space follows. */
const plainEnd = /[。！？｡؟۔।॥։።፧။។]+["'”’)\]」』）】]*\s*(?=[^\s。！？｡؟۔।॥։።፧။។"'”’)\]」』）】])/
/** The marks after which a long sentence is split first. */
const clauseEnd = /[,;:–—]["'”’)\]]*$/
/** The small words before which a long sentence is split if it has no clauses. */
const joint =
  /^(?:and|as|because|before|but|for|from|if|in|into|of|on|or|since|so|than|that|though|to|until|when|where|whether|which|while|who|with)$/i
/** Words whose full stop does not end a sentence. An end that is missed because of one only makes a longer piece. */
const abbreviation =
  /^["'“‘([]*(?:(?:\p{L}\.)+|(?:approx|apr|aug|ave|capt|cf|co|col|dec|dept|dr|etc|feb|fig|gen|inc|jan|jr|lt|ltd|mr|mrs|ms|mt|nov|oct|prof|rep|rev|sen|sept|sgt|sr|st|vs)\.)$/iu

/** Returns the pieces that are complete for sure, and the rest of the text for the next call. */
export const split = (text: string): readonly [rest: string, pieces: ReadonlyArray<string>] => {
  const pieces: Array<string> = []
  let rest = text
  for (let end = firstEnd(rest); end !== undefined; end = firstEnd(rest)) {
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [rest, pieces]
}

/** Returns where the first piece ends, with its white space, or `undefined` if more text could still change that. */
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

/** Moves a position out of a surrogate pair. */
const beforeHalf = (text: string, at: number): number => (/[\uD800-\uDBFF]/.test(text.charAt(at - 1)) ? at - 1 : at)

/**
 * Rewrites a piece in the characters that flite reads. It removes accents, makes typographic marks plain, and turns
 * control characters into spaces. Returns an empty string if no letter or digit is left to say.
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
