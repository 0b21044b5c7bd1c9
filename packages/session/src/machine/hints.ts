/**
 * When a conversation moves to another connection before the server ends its session (protocol section 0).
 *
 * `expires_at` is a time of the server's clock. The clock of this machine may be hours off, so the life that the two make
 * together is a hint and no fact. Time is measured from the greeting, on a clock that is never set. Four rules follow.
 * - No session lasts longer than 60 min, whatever the hint says.
 * - No planned move comes within a minute after the connection began, and twice that after each move that a hint below
 *   60 min asked for.
 * - A connection that outlives its hint by 30 s disproves hints. From then on only the 60 min count.
 * - A server that ends a session when the hint says so proves them.
 */

/** How long a server keeps a session at most, in ms. */
export const mostLifeMs = 3_600_000
const floorMs = 60_000
const graceMs = 30_000

/** What hints have been worth so far, over all connections of a session. */
export interface Hints {
  readonly trust: "open" | "proved" | "disproved"
  /** The age before which a connection that begins now has no planned move, in ms. */
  readonly floorMs: number
}

/** What was known of the life of a session when its connection began. */
export interface Life {
  /** In ms from the greeting, or `undefined` if the server sets no end. */
  readonly hintedMs: number | undefined
  /** The age before which there is no planned move. */
  readonly floorMs: number
}

export const noHints: Hints = { trust: "open", floorMs }

/** A connection begins. `endsAt` is when its session ends by the server's clock, and `now` is of this clock, in epoch ms. */
export const lifeOf = (hints: Hints, endsAt: number | undefined, now: number): Life => ({
  hintedMs: endsAt === undefined ? undefined : Math.max(0, endsAt - now),
  floorMs: hints.floorMs
})

/** How long the session may last, in ms from the greeting, or `undefined` if it has no end. */
export const lastsMs = ({ trust }: Hints, { hintedMs }: Life): number | undefined => {
  if (hintedMs === undefined) return undefined
  return trust === "disproved" ? mostLifeMs : Math.min(hintedMs, mostLifeMs)
}

/** The connection has this age, in ms, and lives. */
export const alive = (hints: Hints, { hintedMs }: Life, ageMs: number): Hints =>
  hintedMs !== undefined && hintedMs < mostLifeMs && ageMs > hintedMs + graceMs
    ? { ...hints, trust: "disproved" }
    : hints

/** The session moved before its end. */
export const moved = (hints: Hints, life: Life): Hints =>
  hints.trust === "open" && (lastsMs(hints, life) ?? mostLifeMs) < mostLifeMs - graceMs
    ? { ...hints, floorMs: Math.min(hints.floorMs * 2, mostLifeMs) }
    : hints

/** The server ended the connection at this age, in ms. */
export const lost = (hints: Hints, life: Life, ageMs: number): Hints => {
  const lasts = lastsMs(hints, life)
  if (hints.trust !== "open" || lasts === undefined || Math.abs(ageMs - lasts) > graceMs) return hints
  return { trust: "proved", floorMs }
}

/** When to look for a moment, and when to move in any case, by the age of the connection in ms. */
export const planned = (
  hints: Hints,
  life: Life,
  { deadlineMs, marginMs }: { readonly marginMs: number; readonly deadlineMs: number }
): { readonly from: number; readonly until: number } => {
  const lasts = lastsMs(hints, life) ?? Infinity
  const margin = Math.min(marginMs, lasts / 2)
  const from = Math.max(lasts - margin, life.floorMs)
  const until = lasts - Math.min(deadlineMs, margin / 2)
  // A hint that the floor overruled is no reason to cut what runs.
  return until >= from ? { from, until } : { from, until: mostLifeMs - deadlineMs }
}
