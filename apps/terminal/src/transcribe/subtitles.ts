/** Writes words as subtitles in the form of SubRip (SRT). */
import type { Word } from "@antiphon/ears"

/** How many characters a subtitle may have, unless it is one long word. */
const longestText = 60

/** One subtitle. */
interface Cue {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

/**
 * Returns the subtitles. The model gives no times for words, so the time of a stretch of speech is shared out by the
 * length of the texts in it.
 */
export const subtitles = (words: ReadonlyArray<Word>): string =>
  [...Map.groupBy(words, ({ startMs }) => startMs).values()]
    .flatMap(cuesOf)
    .map(({ endMs, startMs, text }, index) => `${index + 1}\n${clock(startMs)} --> ${clock(endMs)}\n${text.trim()}\n`)
    .join("\n")

/** The subtitles of one stretch. */
const cuesOf = (stretch: ReadonlyArray<Word>): ReadonlyArray<Cue> => {
  const texts: Array<string> = []
  for (const { text } of stretch) {
    const last = texts.at(-1)
    if (last === undefined || last.length + text.length > longestText) texts.push(text)
    else texts[texts.length - 1] = last + text
  }
  const { endMs = 0, startMs = 0 } = stretch[0] ?? {}
  const all = texts.reduce((sum, { length }) => sum + length, 0)
  let before = 0
  return texts.map((text) => {
    const from = startMs + ((endMs - startMs) * before) / all
    before += text.length
    return { text, startMs: from, endMs: startMs + ((endMs - startMs) * before) / all }
  })
}

/** A time as hours, minutes, seconds and milliseconds. */
const clock = (ms: number): string => {
  const whole = Math.round(ms)
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0")
  const rest = String(whole % 1000).padStart(3, "0")
  return `${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${two((whole / 1000) % 60)},${rest}`
}
