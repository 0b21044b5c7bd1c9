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

  /** Waits until a try may be made. Say afterwards how it went. */
  readonly turn: Effect.Effect<void> = Effect.callback<void>((resume) => {
    if (this.failedSince === undefined) return resume(Effect.void)
    const go = (): void => {
      this.waiting.delete(go)
      resume(Effect.void)
    }
    this.waiting.add(go)
    this.arm()
    return Effect.sync(() => {
      this.waiting.delete(go)
    })
  })

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
