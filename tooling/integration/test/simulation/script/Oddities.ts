/** What may be odd in a story, in how the server speaks, what the clocks show and how timers fire. */
import { type Numbers, numbers } from "../world/Numbers.ts"
import { trueWall, type Wall, wall } from "../world/Wall.ts"
import { type Manners, polite } from "./Manners.ts"

/**
 * - With `nameless` events have no ids, or all the same one.
 * - With `silent` the server echoes no metadata.
 * - With `sparse` the server leaves out what a client can do without.
 * - With `bent` the server sends what a client can do without in unknown shapes.
 * - With `renaming` the server gives items names of its own.
 * - With `vague` the server's errors do not name the event that they are about.
 * - With `device-clock` or `server-clock` that clock is off by hours and is set while people talk.
 * - With `recurring` the server uses the ids of responses again.
 * - With `early` timers fire up to 1 ms early, at fractions of a millisecond.
 */
export const oddities = [
  "nameless",
  "silent",
  "sparse",
  "bent",
  "renaming",
  "vague",
  "device-clock",
  "server-clock",
  "early",
  "recurring"
] as const
export type Oddity = (typeof oddities)[number]

export interface Odd {
  readonly manners: Manners
  readonly deviceWall: Wall
  readonly serverWall: Wall
  /** Whether timers may fire early. */
  readonly early: boolean
}

export const nothingOdd: Odd = { manners: polite, deviceWall: trueWall, serverWall: trueWall, early: false }

const isPolite = (manners: Manners): boolean =>
  Object.entries(manners).every(([key, value]) => Reflect.get(polite, key) === value)

/** What is odd in the story of a seed. About half of the stories have nothing of each kind. */
export const odd = (seed: number): Odd => {
  // Each kind has numbers of its own, so that a story stays the same when another kind changes.
  const of = (oddity: Oddity): Numbers => numbers(seed + 0x0dd * (oddities.indexOf(oddity) + 1))
  const has = (oddity: Oddity, likelihood: number): boolean => of(oddity).chance(likelihood)
  const manners: Manners = {
    eventIds: has("nameless", 0.3) ? of("nameless").pick(["constant", "none"]) : "fresh",
    echoesMetadata: !has("silent", 0.3),
    namesRefused: !has("vague", 0.2),
    keepsItemIds: !has("renaming", 0.2),
    reusesResponseIds: has("recurring", 0.2),
    sparse: has("sparse", 0.25) ? 0.6 : 0,
    bent: has("bent", 0.25) ? 0.4 : 0
  }
  return {
    manners: isPolite(manners) ? polite : manners,
    deviceWall: has("device-clock", 0.35) ? wall(of("device-clock")) : trueWall,
    serverWall: has("server-clock", 0.2) ? wall(of("server-clock")) : trueWall,
    early: has("early", 0.5)
  }
}
