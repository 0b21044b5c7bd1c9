/** Bodies on back-pressure towards a peer that takes nothing. */
import type { TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { type Bench, check, endedWith, endOf, failureOf, readPeer, same, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import type { Given } from "../Need.ts"
import { frameOf, note, noteOfBytes } from "../Note.ts"
import { type Violation, violation } from "../Violation.ts"

/** More than any kernel buffers on a local link. A sender that gets so far does not wait. */
const tooMuchBytes = 64 * 1024 * 1024

/** A sender that made no progress for this long waits. Only a sender that does not wait can be misjudged by it. */
const quiet = "250 millis"

/** The size of each event, at most the limit of the adapter. */
const sizeOf = ({ declared }: Bench): number => Math.min(declared.maxEventBytes, 16 * 1024)

/** A sender that waits because the peer takes nothing. */
interface Filling {
  /** Sends notes 0, 1, 2, … one after the other. */
  readonly sender: Fiber.Fiber<void, TransportError>
  /** How many were handed over. */
  readonly sent: () => number
}

/** Begins to send, and waits until the sender waits. Fails if it never does. */
const fill = (bench: Bench): Effect.Effect<Filling, Violation, Scope.Scope> =>
  Effect.gen(function* () {
    const total = Math.ceil(tooMuchBytes / sizeOf(bench))
    const progress = { sent: 0 }
    const sendNext = Effect.suspend(() => bench.connection.send(noteOfBytes(progress.sent, sizeOf(bench)))).pipe(
      Effect.tap(() =>
        Effect.sync(() => {
          progress.sent += 1
        })
      )
    )
    const sender = yield* Effect.forkScoped(
      Effect.whileLoop({ while: () => progress.sent < total, body: () => sendNext, step: () => {} })
    )
    const settled = Effect.gen(function* () {
      for (let before = -1; before !== progress.sent || before === 0;) {
        before = progress.sent
        yield* Effect.sleep(quiet)
      }
    })
    const ended = yield* within("the sender to wait", Effect.raceFirst(settled, Fiber.await(sender)))
    yield* check(progress.sent < total, () => `${tooMuchBytes} bytes were handed over to a peer that takes nothing`)
    if (ended === undefined) return { sender, sent: () => progress.sent }
    return yield* violation("the sender failed instead of waiting: give the adapter longer deadlines than a second")
  })

/** Stalls the peer until the returned effect runs, or the requirement ends. */
export const stalled = ({ stall }: Pick<Given, "stall">) =>
  Effect.tap(within("the peer to stall", stall), (resume) => Effect.addFinalizer(() => resume))

/** The first `count` frames that {@link fill} sends. */
const filled = (bench: Bench, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, n) => frameOf(noteOfBytes(n, sizeOf(bench))))

/** One body for each requirement on back-pressure. */
export const pressure: BodiesOf<"pressure"> = {
  "pressure.wait": (bench) =>
    Effect.gen(function* () {
      yield* stalled(bench)
      yield* fill(bench)
    }),

  // The peer gets every event in order, those of before the stall and a hundred more.
  "pressure.resume": (bench) =>
    Effect.gen(function* () {
      const resume = yield* stalled(bench)
      const { sender, sent } = yield* fill(bench)
      const stoppedAt = sent()
      const peer = yield* readPeer(bench)
      yield* within("the peer to go on", resume)
      const enough = stoppedAt + 100
      yield* same("the peer received", yield* peer.take(enough), filled(bench, enough))
      yield* within("the interruption of the sender", Fiber.interrupt(sender))
    }),

  // The event that waited is not sent, and the next one follows without a gap.
  "pressure.interrupt": (bench) =>
    Effect.gen(function* () {
      const resume = yield* stalled(bench)
      const { sender, sent } = yield* fill(bench)
      yield* within("the interruption of a waiting sender", Fiber.interrupt(sender))
      const peer = yield* readPeer(bench)
      yield* within("the peer to go on", resume)
      yield* within("a send after it", bench.connection.send(note(-1, "after")))
      const expected = [...filled(bench, sent()), frameOf(note(-1, "after"))]
      yield* same("the peer received", yield* peer.take(expected.length), expected)
    }),

  // The waiting sender must fail, not hang, when this end closes.
  "pressure.wake": (bench) =>
    Effect.gen(function* () {
      yield* stalled(bench)
      const { sender } = yield* fill(bench)
      yield* Effect.forkScoped(bench.connection.close(4001, "enough"))
      const told = yield* failureOf("the waiting send", Fiber.join(sender))
      const ended = yield* endOf("this end", bench.connection)
      yield* endedWith("the waiting sender", told, ended.reason._tag)
    })
}

/** Sends until the connection ends. */
export const sendUntilEnd = (bench: Bench): Effect.Effect<TransportError, never> =>
  Effect.flip(Effect.forever(Effect.suspend(() => bench.connection.send(noteOfBytes(0, sizeOf(bench))))))
