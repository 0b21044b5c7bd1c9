/** Logs refused peers, bounded in length and in number. */
import type { Handshake, TransportError } from "@antiphon/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { flagFor } from "./origins.ts"

/** A refused handshake or request. */
export interface Refused {
  /** The path that was asked for. */
  readonly path: string
  /** The address of the peer. */
  readonly peer?: string | undefined
  /** The page that asked, if a page did. */
  readonly origin?: string | undefined
  readonly method?: string | undefined
  /** The HTTP status, or the code of a close. */
  readonly status?: number | undefined
  /** Why it was refused, without the key. */
  readonly reason: string
}

/** Logs a refusal. */
export type Refusals = (refused: Refused) => Effect.Effect<void>

/** How many lines may come at once. */
const burst = 20
/** After a burst, one line in this many ms. */
const everyMs = 1000

/** How many characters of a peer's text are logged. */
const maxText = 300

/**
 * Makes a log of refusals. A peer that is refused again and again gets a line a second. The next line then has `unlogged`, the
 * number of refusals without a line.
 */
export const makeRefusals = (): Refusals => {
  let room = burst
  let at = 0
  let unlogged = 0
  return Effect.fnUntraced(function* ({ method, origin, path, peer, reason, status }) {
    const now = yield* Clock.currentTimeMillis
    room = Math.min(burst, room + Math.max(0, now - at) / everyMs)
    at = now
    if (room < 1) {
      unlogged++
      return
    }
    room--
    const about = {
      reason: cut(reason),
      status,
      method,
      path: cut(path),
      peer,
      origin: origin === undefined ? undefined : cut(origin),
      hint: hintOf(status, origin),
      unlogged: unlogged === 0 ? undefined : unlogged
    }
    unlogged = 0
    yield* Effect.annotateLogs(Effect.logWarning("refused"), about)
  })
}

/** Describes a refused handshake by its error. Neither holds the key. */
export const refusedHandshake = ({ origin, path, peer }: Handshake, { message, reason }: TransportError): Refused => ({
  path,
  peer,
  origin: Option.getOrUndefined(origin),
  ...(reason._tag === "Unauthorized" || reason._tag === "Open"
    ? { status: reason.status, reason: reason.detail }
    : { status: reason._tag === "Closed" ? reason.code : undefined, reason: message })
})

/** What the operator can do about a refusal. */
const hintOf = (status: number | undefined, origin: string | undefined): string | undefined => {
  if (status === 403) return origin === undefined ? undefined : flagFor(origin)
  if (status === 401 || status === 3000) return "ANTIPHON_KEYS holds the keys that are admitted"
  return status === 503 || status === 1013 ? "--max-connections says how many sessions may run" : undefined
}

/** Shortens a text of a peer. */
const cut = (text: string): string => (text.length > maxText ? `${text.slice(0, maxText)}…`.toWellFormed() : text)
