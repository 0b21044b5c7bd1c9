/** A call in memory, over a network that delays. It goes by the Effect clock, so a test clock makes an hour a moment. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { acceptStream, type CallStream, type StreamOptions } from "../call/acceptStream.ts"
import type { Frame } from "../Dialect.ts"
import { type Carrier, type Counterpart, makeCarrier } from "./Carrier.ts"
import { startOf } from "./sides/parts.ts"
import { makeRandom } from "./random.ts"

export interface SimulatedCallOptions extends Pick<StreamOptions, "dialect" | "control" | "registry" | "onOdd"> {
  readonly counterpart: Counterpart
  readonly callId: string
  /** What the caller says, PCM16 at the rate of the call. */
  readonly say: Int16Array
  /** How long a frame travels, one way, in ms. Defaults to 0. */
  readonly delayMs?: number
  /** How much longer a frame may travel, in ms. Frames stay in order. Defaults to 0. */
  readonly jitterMs?: number
  /** How many of a hundred marks are lost. Defaults to 0. */
  readonly lostMarks?: number
  /** Makes the jitter and the losses repeatable. Defaults to 1. */
  readonly seed?: number
}

export interface SimulatedCall {
  readonly carrier: Carrier
  readonly stream: CallStream
}

/** The end of the socket, which travels as a frame does. */
const closing = Symbol("closing")

/** Calls. The caller speaks and listens until the scope closes or one side hangs up. */
export const simulateCall = (options: SimulatedCallOptions): Effect.Effect<SimulatedCall, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { counterpart, delayMs = 0, jitterMs = 0, lostMarks = 0 } = options
    const random = makeRandom(options.seed ?? 1)
    const clock = yield* Clock.Clock
    const lane = Effect.fnUntraced(function* (deliver: (frame: Frame | typeof closing) => void) {
      const queue = yield* Queue.unbounded<{ readonly frame: Frame | typeof closing; readonly at: number }>()
      let last = 0
      yield* Stream.fromQueue(queue).pipe(
        Stream.runForEach(({ at, frame }) => {
          const rest = at - clock.currentTimeMillisUnsafe()
          return Effect.andThen(
            rest > 0 ? Effect.sleep(rest) : Effect.void,
            Effect.sync(() => deliver(frame))
          )
        }),
        Effect.forkScoped
      )
      return (frame: Frame | typeof closing): void => {
        last = Math.max(last, clock.currentTimeMillisUnsafe() + delayMs + random() * jitterMs)
        Queue.offerUnsafe(queue, { frame, at: last })
      }
    })
    const toCarrier = yield* lane((frame) => (frame === closing ? carrier.hangUp() : carrier.receive(frame)))
    const toApplication = yield* lane((frame) => frame !== closing && stream.receive(frame))
    const stream = yield* acceptStream({ ...options, send: toCarrier, close: () => toCarrier(closing) })
    const carrier = makeCarrier({
      counterpart,
      started: startOf(counterpart, options.callId),
      say: options.say,
      send: toApplication,
      losesMark: () => random() * 100 < lostMarks
    })
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sync(carrier.tick), Effect.sleep(20))))
    return { carrier, stream }
  })
