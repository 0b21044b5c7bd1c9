/** Reads all messages of a subject in order. */
import type { EngineUnavailable } from "@antiphon/gateway"
import { createInbox, type Msg } from "@nats-io/transport-node"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Link } from "../link/Link.ts"
import { unavailable } from "./api.ts"
import { pushing } from "./pushing.ts"
import { standing } from "./TableCopy.ts"

/** A message that a consumer delivered. */
export interface Delivered {
  readonly seq: number
  readonly message: Msg
}

export interface ReplayOptions {
  /** The first sequence. Defaults to the first of the stream. */
  readonly from?: number | undefined
  /** Stops after this number of messages. */
  readonly limit?: number | undefined
  /** Leaves the bodies out. */
  readonly headersOnly?: boolean
}

/** Nothing may come for this many milliseconds. */
const stalledMs = 2_000

/**
 * One request makes a consumer that pushes, and the messages then come without further requests. A pull would be refused in a cluster
 * until the interest is known everywhere, and asking for one message at a time takes twenty times as long.
 */
export const replay = (
  link: Link,
  stream: string,
  subject: string,
  options: ReplayOptions = {}
): Effect.Effect<ReadonlyArray<Delivered>, EngineUnavailable> => Effect.scoped(pushed(link, stream, subject, options))

const pushed = Effect.fnUntraced(function* (
  link: Link,
  stream: string,
  subject: string,
  { from, headersOnly = false, limit = Infinity }: ReplayOptions
): Effect.fn.Return<ReadonlyArray<Delivered>, EngineUnavailable, Scope.Scope> {
  const inbox = createInbox()
  const got: Array<Delivered> = []
  let expected = Infinity
  let onMore = (): void => {}
  const isWhole = (): boolean => got.length >= Math.min(expected, limit)
  yield* link.subscribe(inbox, (message) => {
    if (got.length >= limit) return
    got.push({ seq: standing(message).seq, message })
    onMore()
  })
  expected = (yield* pushing(link, { stream, subject, inbox, from, headersOnly })).expected
  const whole = Effect.callback<void, EngineUnavailable>((resume) => {
    const stalled = () =>
      resume(Effect.fail(unavailable(`reading ${stream} stopped at ${got.length} of ${expected} messages`)))
    let timer = setTimeout(stalled, stalledMs)
    onMore = () => {
      if (!isWhole()) return void timer.refresh()
      clearTimeout(timer)
      resume(Effect.void)
    }
    onMore()
    return Effect.sync(() => clearTimeout(timer))
  })
  yield* whole
  return got
})
