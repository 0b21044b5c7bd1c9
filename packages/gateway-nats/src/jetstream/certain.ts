/** Stores a message if it follows the one that it has to follow, and finds out whether it did. */
import type { EngineUnavailable } from "@antiphon/gateway"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Breaker } from "../link/Breaker.ts"
import type { Link } from "../link/Link.ts"
import { ackOf, codes, expecting, lastOf, type Stored, unavailable } from "./api.ts"

/** Where messages are stored. */
export interface Place {
  readonly link: Link
  readonly stream: string
  readonly breaker: Breaker
}

/** A message and what it has to follow. */
export interface Conditional {
  readonly subject: string
  readonly payload: string | Uint8Array
  /** The sequence of the subject's last message, or 0 if there is none. */
  readonly after: number
  /** The same for every try. */
  readonly id: string
  /** Whether a stored message is this one. An earlier try may have been stored without an answer. */
  readonly isOwn: (stored: Stored) => boolean
}

/** It was stored, or another message stands there. */
export type Outcome =
  | { readonly _tag: "Stored"; readonly seq: number }
  | { readonly _tag: "Other"; readonly last: Stored | undefined }

/** How long one try may take, in milliseconds. */
const tryMs = 1_000
/** Without a certain outcome within this many milliseconds, the engine counts as unavailable. */
export const giveUpMs = 3_000
/** A server that answers pings and nothing else is left after this many milliseconds. */
const moveOnMs = 5_000

/** Tries until the outcome is certain. It cannot be interrupted, because an interrupted try would leave the outcome open. */
export const certain = (place: Place, message: Conditional): Effect.Effect<Outcome, EngineUnavailable> =>
  Effect.uninterruptible(
    Effect.gen(function* () {
      const until = (yield* Clock.currentTimeMillis) + giveUpMs
      let why = "nothing was tried"
      for (;;) {
        const left = until - (yield* Clock.currentTimeMillis)
        if (left <= 0 || !(yield* place.breaker.turn(left)))
          return yield* unavailable(`${place.stream} takes no messages (${why})`)
        const tried = yield* attempt(place, message)
        if (typeof tried !== "string") return tried
        why = tried
      }
    })
  )

/** Tries once. Returns why the outcome is open. */
const attempt = Effect.fnUntraced(function* (place: Place, message: Conditional) {
  const { breaker, link } = place
  const { after, id, payload, subject } = message
  const answer = yield* Effect.result(
    link.request(subject, payload, { headers: expecting(after, id), timeoutMs: tryMs })
  )
  if (answer._tag === "Failure") return failed(place, answer.failure.message)
  const { error, seq } = ackOf(answer.success)
  if (error === undefined) {
    // 2.10 without a quorum acknowledges a repeated id with sequence 0. Nothing is stored then.
    if (seq === 0) return failed(place, "it acknowledged no sequence")
    breaker.succeeded()
    return { _tag: "Stored", seq } satisfies Outcome
  }
  switch (error.code) {
    case codes.wrongLastSequence:
      return yield* whoStands(place, message)
    case codes.inFlight:
    case codes.duplicateInProcess:
      // Another try is on its way, e.g. an earlier one of ours. It is decided within milliseconds.
      breaker.undecided()
      yield* Effect.sleep(1 + Math.random() * 3)
      return error.description
    default:
      return failed(place, error.description)
  }
})

/** Reads which message stands there after the server refused the expectation. An earlier try of ours may be the reason. */
const whoStands = Effect.fnUntraced(function* (place: Place, message: Conditional) {
  const read = yield* Effect.result(lastOf(place.link, place.stream, message.subject))
  if (read._tag === "Failure") return failed(place, read.failure.detail)
  place.breaker.succeeded()
  const last = read.success
  if (last !== undefined && message.isOwn(last)) return { _tag: "Stored", seq: last.seq } satisfies Outcome
  if ((last?.seq ?? 0) !== message.after) return { _tag: "Other", last } satisfies Outcome
  yield* Effect.sleep(1 + Math.random() * 3)
  return "the expectation was refused although it holds"
})

const failed = ({ breaker, link }: Place, why: string): string => {
  if (breaker.failed() > moveOnMs && link.isUp) {
    // It may hang on a server without a quorum. Another one may have it.
    breaker.moved()
    link.moveOn()
  }
  return why
}
