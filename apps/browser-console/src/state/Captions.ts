/** The user's words as the page recognizes them, shown until the transcript of the server comes. */
import type { Heard } from "@antiphon/ears"

/** The words of a turn so far, and what may follow them. */
export interface Caption {
  readonly words: string
  /** The next pass may replace it. */
  readonly guess: string
}

/** Captions by the id of their item. */
export type Captions = ReadonlyMap<string, Caption>

/** The id of a turn whose item the server has not named. */
export const unnamed = ""

/** How many captions are kept. */
const kept = 20

/** The captions before the first turn. */
export const noCaptions: Captions = new Map()

/** The captions after the recognizer gave more of a turn. */
export const captioned = (captions: Captions, id: string, heard: Heard): Captions => {
  const { words } = captions.get(id) ?? { words: "" }
  const next =
    heard._tag === "Words"
      ? { words: words + heard.words.map(({ text }) => text).join(""), guess: "" }
      : { words, guess: words === "" || /^[\s\p{P}]/u.test(heard.text) ? heard.text : ` ${heard.text}` }
  return new Map([...without(captions, id), [id, next] as const].slice(-kept))
}

/** The captions without that of a turn. */
export const without = (captions: Captions, id: string): Captions => {
  if (!captions.has(id)) return captions
  return new Map([...captions].filter(([each]) => each !== id))
}

/** The captions after the server named the item of the turn. */
export const named = (captions: Captions, id: string): Captions => {
  const caption = captions.get(unnamed)
  return caption === undefined ? captions : new Map([...without(captions, unnamed), [id, caption]])
}
