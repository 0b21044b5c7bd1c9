/** One direction of an in-memory wire. What enters at one end leaves at the other, whole and in order. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

export interface Lane<M> {
  /** Puts a message on the wire. Without a delay it is delivered before this returns. */
  readonly write: (message: M) => void
  /** Bytes written and not yet delivered. */
  readonly unwritten: () => number
  /** Holds everything back from now on, like a far end that is there and takes nothing. */
  readonly stall: Effect.Effect<void>
  /** Delivers what was held, in order. */
  readonly resume: Effect.Effect<void>
}

/** Makes a lane. `delay` is how long each message is under way, by the clock of the caller's context. */
export const makeLane = <M>(options: {
  readonly delay: Duration.Input | undefined
  readonly bytes: (message: M) => number
  readonly deliver: (message: M) => void
  readonly drained: () => void
}): Effect.Effect<Lane<M>> =>
  Effect.map(Effect.context<never>(), (context) => {
    const held: Array<M> = []
    let unwritten = 0
    let arrived = 0
    let stalled = false

    const next = (): M | undefined => (stalled || arrived === 0 ? undefined : held.shift())
    const flow = () => {
      for (let message = next(); message !== undefined; message = next()) {
        arrived -= 1
        unwritten -= options.bytes(message)
        options.deliver(message)
      }
      options.drained()
    }
    const arrive = () => {
      arrived += 1
      flow()
    }
    const travel = options.delay === undefined ? undefined : Effect.delay(Effect.sync(arrive), options.delay)

    return {
      write: (message) => {
        held.push(message)
        unwritten += options.bytes(message)
        if (travel === undefined) arrive()
        else Effect.runForkWith(context)(travel)
      },
      unwritten: () => unwritten,
      stall: Effect.sync(() => {
        stalled = true
      }),
      resume: Effect.sync(() => {
        stalled = false
        flow()
      })
    }
  })
