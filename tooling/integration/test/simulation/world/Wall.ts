/** Wall clocks. A device's clock may be off by hours, and may be set while a story runs. */
import type { Numbers } from "./Numbers.ts"

/** How far a clock is off from a time on, in ms. The first entry applies from 0 on. */
export type Wall = ReadonlyArray<{ readonly fromMs: number; readonly offMs: number }>

const hourMs = 3_600_000
/** When stories begin, as a clock that is right shows it. */
const epochMs = 1_800_000_000_000

export const trueWall: Wall = [{ fromMs: 0, offMs: epochMs }]

/** A wall clock that shows some hour of some day, and is set up to three times while people talk. */
export const wall = ({ between, chance }: Numbers): Wall => {
  // Some are ahead by about the life of a session, to which each seems to be over as soon as it begins.
  const ahead = chance(0.4) ? hourMs + between(-20_000, 2000) : between(-12 * hourMs, 12 * hourMs)
  const first = epochMs + ahead
  const times = Array.from({ length: between(0, 3) }, () => between(1, 25_000)).toSorted((a, b) => a - b)
  let offMs = first
  return [
    { fromMs: 0, offMs },
    ...times.map((fromMs) => {
      offMs += chance(0.5) ? between(-3000, 3000) : between(-3 * hourMs, 3 * hourMs)
      return { fromMs, offMs }
    })
  ]
}

/** What the wall shows at a time of the story. Clocks show whole milliseconds. */
export const shown = (all: Wall, now: number): number => {
  let offMs = epochMs
  for (const each of all) if (each.fromMs <= now) ({ offMs } = each)
  return Math.floor(now) + offMs
}
