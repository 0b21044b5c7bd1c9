/**
 * The alarms of all sessions of a process. One fiber for each clock sleeps until the next alarm, because a fiber for each
 * alarm would be a tenth of an idle session's memory. Setting and clearing costs the logarithm of their number.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** An alarm that is set. */
export interface Alarm {
  /** When it rings, in ms of {@link Alarms.now}. */
  readonly at: number
  readonly ring: () => void
  /** Its place in the heap, or -1 if it rang or was cleared. */
  place: number
}

/** The alarms of one clock. */
export class Alarms {
  readonly #clock: Clock.Clock
  /** A binary heap. The next alarm comes first. */
  readonly #heap: Array<Alarm> = []
  #sleeping: Fiber.Fiber<void> | undefined
  #until = Number.POSITIVE_INFINITY

  constructor(clock: Clock.Clock) {
    this.#clock = clock
  }

  /** The time in ms, which never goes back and cannot be set. */
  now(): number {
    return Number(this.#clock.monotonicTimeNanosUnsafe()) / 1e6
  }

  /** Rings at a time, once. `ring` must not throw. */
  set(at: number, ring: () => void): Alarm {
    const alarm: Alarm = { at, ring, place: this.#heap.length }
    this.#heap.push(alarm)
    this.#rise(alarm)
    if (at < this.#until) this.#sleep()
    return alarm
  }

  /** Clears an alarm. Does nothing if it rang. */
  clear(alarm: Alarm): void {
    if (alarm.place === -1) return
    this.#take(alarm)
    if (this.#heap.length === 0) this.#sleep()
  }

  /** Sleeps until the next alarm, in place of the sleep before. */
  #sleep(): void {
    this.#sleeping?.interruptUnsafe()
    const [next] = this.#heap
    this.#until = next?.at ?? Number.POSITIVE_INFINITY
    // The fiber has only the clock, so that it keeps nothing of the session that came first.
    this.#sleeping =
      next && Effect.runForkWith(Context.make(Clock.Clock, this.#clock))(this.#ringAfter(next.at - this.now()))
  }

  /** Timers may fire early, so the time is read again. */
  #ringAfter(ms: number): Effect.Effect<void> {
    return Effect.andThen(
      ms > 0 ? Effect.sleep(Math.ceil(ms)) : Effect.yieldNow,
      Effect.sync(() => {
        this.#sleeping = undefined
        this.#until = Number.NEGATIVE_INFINITY
        const now = this.now()
        for (let [next] = this.#heap; next !== undefined && next.at <= now; [next] = this.#heap) {
          this.#take(next)
          next.ring()
        }
        this.#sleep()
      })
    )
  }

  #take(alarm: Alarm): void {
    const { place } = alarm
    const last = this.#heap.pop()
    alarm.place = -1
    if (last === undefined || last === alarm) return
    this.#put(last, place)
    this.#rise(last)
    this.#sink(last)
  }

  #put(alarm: Alarm, place: number): void {
    this.#heap[place] = alarm
    alarm.place = place
  }

  /** Moves an alarm before those that ring later. */
  #rise(alarm: Alarm): void {
    while (alarm.place > 0) {
      const above = this.#heap[(alarm.place - 1) >> 1]
      if (above === undefined || above.at <= alarm.at) return
      this.#swap(above, alarm)
    }
  }

  /** Moves an alarm behind those that ring earlier. */
  #sink(alarm: Alarm): void {
    for (;;) {
      const left = this.#heap[2 * alarm.place + 1]
      const right = this.#heap[2 * alarm.place + 2]
      const below = left !== undefined && right !== undefined && right.at < left.at ? right : left
      if (below === undefined || below.at >= alarm.at) return
      this.#swap(alarm, below)
    }
  }

  #swap(a: Alarm, b: Alarm): void {
    const { place } = a
    this.#put(a, b.place)
    this.#put(b, place)
  }
}

const byClock = new WeakMap<Clock.Clock, Alarms>()

/** Returns the alarms of a clock. */
export const alarmsOf = (clock: Clock.Clock): Alarms => {
  const known = byClock.get(clock) ?? new Alarms(clock)
  byClock.set(clock, known)
  return known
}
