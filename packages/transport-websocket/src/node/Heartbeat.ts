/**
 * The pings of all connections of a listener or a client. A peer that vanishes leaves a socket open, and only pings
 * notice it. One fiber pings them all, because a fiber for each would take a tenth of an idle connection's memory.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"

/** What a connection does with its pulse. */
export interface Patient {
  readonly ping: () => void
  /** The peer answered neither of two pings. */
  readonly dead: () => void
}

/** Pings every connection at the same interval. Each joins when it is open and leaves when it has ended. */
export class Heartbeat {
  /** In the order of their times, because the interval of all is the same. */
  readonly #pulses = new Set<Pulse>()
  readonly #pingMs: number
  #beating: Fiber.Fiber<void> | undefined

  constructor(pingMs: number) {
    this.#pingMs = Math.max(1, pingMs)
  }

  /** Pings a connection every interval from now on, by this clock, until it leaves or is dead. */
  join(clock: Clock.Clock, patient: Patient): Pulse {
    const pulse = new Pulse(patient, nowOf(clock) + this.#pingMs, this.#leave)
    this.#pulses.add(pulse)
    // The fiber must not keep anything of the connection that came first, so it has only the clock.
    this.#beating ??= Effect.runForkWith(Context.make(Clock.Clock, clock))(this.#beats(clock))
    return pulse
  }

  readonly #leave = (pulse: Pulse): void => {
    this.#pulses.delete(pulse)
    if (this.#pulses.size > 0) return
    this.#beating?.interruptUnsafe()
    this.#beating = undefined
  }

  #beats(clock: Clock.Clock): Effect.Effect<void> {
    return Effect.suspend(() => {
      const now = nowOf(clock)
      for (const pulse of this.#pulses) {
        if (pulse.at > now) return Effect.andThen(Effect.sleep(Math.ceil(pulse.at - now)), this.#beats(clock))
        this.#pulses.delete(pulse)
        pulse.at = now + this.#pingMs
        if (pulse.beat()) this.#pulses.add(pulse)
      }
      this.#beating = undefined
      return Effect.void
    })
  }
}

/** The part of one connection. */
export class Pulse {
  readonly #patient: Patient
  readonly #leave: (pulse: Pulse) => void
  /** When the connection is pinged next. */
  at: number
  #isAlive = true
  #missed = 0

  constructor(patient: Patient, at: number, leave: (pulse: Pulse) => void) {
    this.#patient = patient
    this.at = at
    this.#leave = leave
  }

  /** The peer sent something, so it lives. */
  mark(): void {
    this.#isAlive = true
  }

  /** The connection has ended. */
  leave(): void {
    this.#leave(this)
  }

  /** Pings the peer. Returns false if it is dead. */
  beat(): boolean {
    this.#missed = this.#isAlive ? 0 : this.#missed + 1
    this.#isAlive = false
    if (this.#missed === 2) this.#patient.dead()
    else this.#patient.ping()
    return this.#missed < 2
  }
}

/** The time in ms, by the clock that cannot be set. */
const nowOf = (clock: Clock.Clock): number => Number(clock.monotonicTimeNanosUnsafe()) / 1e6
