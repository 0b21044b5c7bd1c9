/** A track as a row of bars, one column per stretch of time. */
import { level, stepMs, type Track } from "../demo/Track.ts"

/** The bars from quiet to loud. */
const bars = "▁▂▃▄▅▆▇█"
/** The level of the lowest bar. */
const quietDb = -48
/** The level of the highest bar. */
const loudDb = -16

/** The bar of a level in dB below full scale. */
export const bar = (db: number): string => {
  const height = Math.round(((db - quietDb) / (loudDb - quietDb)) * (bars.length - 1))
  return bars.charAt(Math.max(0, Math.min(bars.length - 1, height)))
}

/** Draws the track up to `untilMs`, with `msPerColumn` to a column. It is blank before its first sound. */
export const meter = (track: Track, columns: number, msPerColumn: number, untilMs: number): string => {
  const first = track.findIndex((energy) => energy > 0)
  let row = ""
  for (let column = 0; column < columns && column * msPerColumn < untilMs; column++) {
    const from = column * msPerColumn
    const db = level(track, from, from + msPerColumn)
    if (db === undefined) break
    row += first < 0 || (from + msPerColumn) / stepMs <= first ? " " : bar(db)
  }
  return row
}
