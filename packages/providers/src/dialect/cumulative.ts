/** Transcripts that repeat all that was understood so far, read as what is new. */

/** By item id, what was passed on. */
export type Transcripts = ReadonlyMap<string, string>

/** Items that are remembered at most. A user's turn has one. */
const maxItems = 64

/** What is new of a transcript. */
export interface Growth {
  readonly transcripts: Transcripts
  readonly delta: string
  /** The server took back something that was passed on. The whole text comes when the transcript is complete. */
  readonly isRevised: boolean
}

/** Compares a transcript with what was passed on of it. */
export const grow = (transcripts: Transcripts, itemId: string, whole: string): Growth => {
  const before = transcripts.get(itemId) ?? ""
  if (!whole.startsWith(before)) return { transcripts, delta: "", isRevised: true }
  const next = new Map(transcripts).set(itemId, whole)
  const [first] = next.keys()
  if (next.size > maxItems && first !== undefined) next.delete(first)
  return { transcripts: next, delta: whole.slice(before.length), isRevised: false }
}

/** Forgets an item, whose transcript is complete. */
export const complete = (transcripts: Transcripts, itemId: string): Transcripts => {
  if (!transcripts.has(itemId)) return transcripts
  const next = new Map(transcripts)
  next.delete(itemId)
  return next
}
