/**
 * Lets one try through at a time while a stream does not answer. Without it every session of a node would try by itself, and a node
 * sent thousands of requests in an outage.
 */
import * as Effect from "effect/Effect"

const firstWaitMs = 20
const longestWaitMs = 1_000

export class Breaker {
  private failedSince: number | undefined
  private waitMs = 0
  private isTrying = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly waiting = new Set<() => void>()

  /**
   * Returns whether a try may be made, within this many milliseconds. Say afterwards how it went. Do not interrupt it, because the turn
   * would be given and never come back.
   */
  turn(withinMs: number): Effect.Effect<boolean> {
    return Effect.callback<boolean>((resume) => {
      if (this.failedSince === undefined) return resume(Effect.succeed(true))
      const end = (isGiven: boolean): void => {
        clearTimeout(late)
        this.waiting.delete(go)
        resume(Effect.succeed(isGiven))
      }
      const go = (): void => end(true)
      const late = setTimeout(() => end(false), withinMs)
      this.waiting.add(go)
      this.arm()
    })
  }

  succeeded(): void {
    if (this.failedSince === undefined) return
    this.failedSince = undefined
    this.waitMs = 0
    this.isTrying = false
    clearTimeout(this.timer)
    this.timer = undefined
    for (const go of this.waiting) go()
  }

  /** Returns for how many milliseconds every try has failed. */
  failed(): number {
    const now = Date.now()
    this.failedSince ??= now
    this.isTrying = false
    this.waitMs = Math.min(longestWaitMs, Math.max(firstWaitMs, this.waitMs * 2))
    this.arm()
    return now - this.failedSince
  }

  /** Another server is asked from now on. */
  moved(): void {
    this.failedSince = Date.now()
  }

  /** The try ended, and says nothing of the stream. */
  undecided(): void {
    this.isTrying = false
    this.arm()
  }

  private arm(): void {
    if (this.isTrying || this.timer !== undefined || this.waiting.size === 0) return
    this.timer = setTimeout(
      () => {
        this.timer = undefined
        const [go] = this.waiting
        this.isTrying = go !== undefined
        go?.()
      },
      this.waitMs * (0.5 + Math.random() / 2)
    )
  }
}
