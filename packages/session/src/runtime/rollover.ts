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
import * as Effect from "effect/Effect"
import { isIdle } from "../machine/SessionMachine.ts"
import type { Shell } from "./Shell.ts"
import { isBetweenTurns } from "../state/selectors.ts"

/** How long a server keeps a session at most, in ms. */
export const mostLifeMs = 3_600_000
const floorMs = 60_000
const graceMs = 30_000

/** What hints have been worth so far, over all connections of a session. */
export interface Hints {
  /** How long the session of a connection that has just begun may last, in ms, or `undefined` if the server sets no end. */
  readonly begin: (endsAt: number | undefined, now: number) => Life
  /** The session moved before its end. */
  readonly moved: (life: Life) => void
  /** The server ended the connection at this age, in ms. */
  readonly lost: (life: Life, ageMs: number) => void
}

/** How long a session may last. */
export interface Life {
  /** In ms from the greeting, or `undefined` if it has no end. */
  readonly lastsMs: () => number | undefined
  /** The age before which there is no planned move. */
  readonly floorMs: number
  /** The connection has this age, in ms, and lives. */
  readonly alive: (ageMs: number) => void
}

export const makeHints = (): Hints => {
  let trust: "open" | "proved" | "disproved" = "open"
  let floor = floorMs
  return {
    begin: (endsAt, now) => {
      const hinted = endsAt === undefined ? undefined : Math.max(0, endsAt - now)
      return {
        lastsMs: () => {
          if (hinted === undefined) return undefined
          return trust === "disproved" ? mostLifeMs : Math.min(hinted, mostLifeMs)
        },
        floorMs: floor,
        alive: (ageMs) => {
          if (hinted !== undefined && hinted < mostLifeMs && ageMs > hinted + graceMs) trust = "disproved"
        }
      }
    },
    moved: (life) => {
      if (trust === "open" && (life.lastsMs() ?? mostLifeMs) < mostLifeMs - graceMs)
        floor = Math.min(floor * 2, mostLifeMs)
    },
    lost: (life, ageMs) => {
      const lastsMs = life.lastsMs()
      if (trust !== "open" || lastsMs === undefined || Math.abs(ageMs - lastsMs) > graceMs) return
      trust = "proved"
      floor = floorMs
    }
  }
}

export interface Rollover {
  readonly shell: Shell
  /** Whether no audio is on its way. */
  readonly isIdle: () => boolean
  /** Epoch ms. */
  readonly now: () => number
  /** How long ago the connection's session began, in ms, on a clock that is never set. */
  readonly ageMs: () => number
  readonly life: Life
  readonly marginMs: number
  readonly deadlineMs: number
}

/** The two waits of a rollover. */
export interface Due {
  /** Waits until it is time to look for a good moment. Never ends if the server has not said that the session ends. */
  readonly begins: Effect.Effect<void>
  /** Waits until no turn, response, call, command or playback is under way, or until it cannot wait any longer. */
  readonly calm: Effect.Effect<void>
}

/** When to look for a moment, and when to move in any case, by the age of the connection in ms. */
const plan = (life: Life, marginMs: number, deadlineMs: number): { readonly from: number; readonly until: number } => {
  const lastsMs = life.lastsMs() ?? Infinity
  const margin = Math.min(marginMs, lastsMs / 2)
  const from = Math.max(lastsMs - margin, life.floorMs)
  const until = lastsMs - Math.min(deadlineMs, margin / 2)
  // A hint that the floor overruled is no reason to cut what runs.
  return until >= from ? { from, until } : { from, until: mostLifeMs - deadlineMs }
}

/** Sleeps until a time has come. A wake-up is a question: a timer that fires early is armed again. */
const sleepUntil = (ageMs: () => number, due: () => number): Effect.Effect<void> =>
  Effect.suspend(() => {
    const rest = due() - ageMs()
    if (rest === Infinity) return Effect.never
    return rest <= 0 ? Effect.void : Effect.andThen(Effect.sleep(Math.max(1, Math.ceil(rest))), sleepUntil(ageMs, due))
  })

/** Both waits of the session of a connection. */
export const makeDue = ({ ageMs, deadlineMs, isIdle: isSilent, life, marginMs, now, shell }: Rollover): Due => {
  const planned = () => {
    life.alive(ageMs())
    return plan(life, marginMs, deadlineMs)
  }
  const playing = (): number => (shell.machine().playback?.endsAt ?? 0) - now()
  const untilPlayed = Effect.suspend(() => Effect.sleep(Math.max(0, playing())))
  const isFree = (): boolean => isIdle(shell.machine()) && isSilent() && isBetweenTurns(shell.machine().session)
  const quiet: Effect.Effect<void> = Effect.gen(function* () {
    yield* shell.until(isFree)
    // A caller that has just had its answer goes on first.
    yield* Effect.yieldNow
    yield* untilPlayed
    if (!isFree() || playing() > 0) yield* quiet
  })
  return {
    begins: sleepUntil(ageMs, () => planned().from),
    calm: Effect.raceFirst(
      quiet,
      sleepUntil(ageMs, () => planned().until)
    )
  }
}
