/** What a body works with, and the checks in which it states what it expects. Every wait has the deadline. */
import type { Connection, Decoded, TransportError, TransportErrorReason } from "@antiphon/core"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Ends, Setup } from "./Adapter.ts"
import type { Given } from "./Need.ts"
import type { Need } from "./Requirement.ts"
import { note, type Note } from "./Note.ts"
import { type Violation, violation } from "./Violation.ts"

/** An open connection, and the means to open another. */
export interface Bench extends Ends {
  /** The vocabularies, bounds and deadlines that the ends were opened with. */
  readonly setup: Setup
  /** The capabilities that the adapter declares. */
  readonly declared: Connection<Note, Note>["capabilities"]
  /** Opens another pair of ends, which the surrounding scope owns. */
  readonly open: Effect.Effect<Ends, TransportError, Scope.Scope>
}

/** The test of a requirement that needs `N`. It fails with what it found wrong. */
export type Body<N extends Need> = (
  bench: Bench & Pick<Given, N>
) => Effect.Effect<void, Violation | TransportError, Scope.Scope>

/** The longest wait for something that must come. */
export const Deadline = Context.Reference<Duration.Duration>("@antiphon/transport-compliance/Deadline", {
  defaultValue: () => Duration.seconds(10)
})

/** Waits for something that must come. The violation names it by `what`. */
export const within = <A, E, R>(what: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | Violation, R> =>
  Effect.flatMap(Effect.service(Deadline), (duration) =>
    Effect.timeoutOrElse(effect, {
      duration,
      orElse: () => Effect.fail(violation(`waited ${Duration.format(duration)} in vain for ${what}`))
    })
  )

/** Fails with the detail if `holds` is false. */
export const check = (holds: boolean, detail: () => string): Effect.Effect<void, Violation> =>
  holds ? Effect.void : Effect.fail(violation(detail()))

/** A value as JSON, cut to 300 characters, so that a failure stays readable. */
const shorten = (value: unknown): string => {
  const text = value === undefined ? "nothing" : JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 300)}… (${text.length} characters)` : text
}

/** Fails if two pieces of JSON differ. */
export const same = (what: string, actual: unknown, expected: unknown): Effect.Effect<void, Violation> =>
  check(JSON.stringify(actual) === JSON.stringify(expected), () =>
    Array.isArray(actual) && Array.isArray(expected)
      ? `${what}: ${firstDifference(actual, expected)}`
      : `${what}: expected ${shorten(expected)}, got ${shorten(actual)}`
  )

/** Says how many elements came and shows the first that differs. */
const firstDifference = (actual: ReadonlyArray<unknown>, expected: ReadonlyArray<unknown>): string => {
  const at = expected.findIndex((value, index) => JSON.stringify(value) !== JSON.stringify(actual[index]))
  return at === -1
    ? `expected ${expected.length}, got ${actual.length}; the first beyond is ${shorten(actual[expected.length])}`
    : `expected ${expected.length}, got ${actual.length}; at ${at} expected ${shorten(expected[at])}, got ${shorten(actual[at])}`
}

/** The only consumer of an incoming stream. */
export interface Reader<A> {
  /** The next `count` items. */
  readonly take: (count: number) => Effect.Effect<ReadonlyArray<A>, Violation>
  /** Everything up to the end, and the error that it ended with. */
  readonly rest: Effect.Effect<{ readonly items: ReadonlyArray<A>; readonly error: TransportError }, Violation>
}

/** Begins to read a stream, in the surrounding scope. */
export const read = <A>(
  who: string,
  incoming: Stream.Stream<A, TransportError>
): Effect.Effect<Reader<A>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const queue = yield* Queue.unbounded<A, TransportError | Violation>()
    yield* incoming.pipe(
      Stream.runForEachArray((batch) => Queue.offerAll(queue, batch)),
      Effect.andThen(Effect.fail(violation(`the incoming stream of ${who} completed; it must fail with why it ended`))),
      Effect.exit,
      Effect.flatMap((exit) => (Exit.isFailure(exit) ? Queue.failCause(queue, exit.cause) : Effect.void)),
      Effect.forkScoped
    )
    const take = (count: number) =>
      within(`${count} events at ${who}`, takeN(queue, count)).pipe(
        Effect.mapError((error) =>
          error._tag === "Violation" ? error : violation(`${who} ended before ${count} events came: ${error.message}`)
        )
      )
    return {
      take,
      rest: Effect.gen(function* () {
        const items: Array<A> = []
        while (true) {
          const batch = yield* Effect.result(within(`the end of ${who}`, Queue.takeAll(queue)))
          if (Result.isSuccess(batch)) items.push(...batch.success)
          else if (batch.failure._tag === "Violation") return yield* batch.failure
          else return { items, error: batch.failure }
        }
      })
    }
  })

/** Takes exactly `count` items, in as many batches as they arrive in. */
const takeN = <A, E>(queue: Queue.Dequeue<A, E>, count: number): Effect.Effect<ReadonlyArray<A>, E> =>
  Effect.gen(function* () {
    const items: Array<A> = []
    while (items.length < count) items.push(...(yield* Queue.takeBetween(queue, 1, count - items.length)))
    return items
  })

/** Begins to read what the end under test receives. */
export const readOwn = ({ connection }: Ends): Effect.Effect<Reader<Decoded<Note>>, never, Scope.Scope> =>
  read("this end", connection.incoming)

/** Begins to read the frames that the peer receives. */
export const readPeer = ({ peer }: Ends): Effect.Effect<Reader<string>, never, Scope.Scope> =>
  read("the peer", Stream.map(peer.incoming, rawOf))

/** Sends a frame and waits until the peer has it. By then, what the peer sent before has had time to arrive. */
export const roundTrip = ({ connection }: Ends, peer: Reader<string>) =>
  Effect.andThen(connection.send(note(0, "round trip")), peer.take(1))

/** The frame of a peer that is a plain socket, or of one that is itself made of an adapter. */
const rawOf = (decoded: Decoded<string>): string =>
  decoded._tag === "Known" ? decoded.event : JSON.stringify(decoded._tag === "Unknown" ? decoded.event : decoded.error)

/** Returns a received event in a form that can be compared, or the reason why it is malformed. */
export const plain = (decoded: Decoded<Note>): unknown =>
  decoded._tag === "Malformed" ? { malformed: decoded.error.reason } : decoded.event

/** Sends all, in order, from this fiber. */
export const sendAll = <A>(
  send: (event: A) => Effect.Effect<void, TransportError>,
  events: ReadonlyArray<A>
): Effect.Effect<void, Violation | TransportError> =>
  within(`${events.length} sends`, Effect.forEach(events, send, { discard: true }))

/** Returns the error that an end ended with. */
export const endOf = (who: string, end: Pick<Connection<never, never>, "ended">) =>
  within(`the end of ${who}`, end.ended)

/** Fails if the connection did not end for a reason of this kind with these facts. */
export const endedWith = <T extends TransportErrorReason["_tag"]>(
  who: string,
  error: TransportError,
  tag: T,
  facts: Partial<Extract<TransportErrorReason, { readonly _tag: T }>> = {}
): Effect.Effect<void, Violation> => {
  const { reason } = error
  const holds = reason._tag === tag && Object.entries(facts).every(([key, value]) => Reflect.get(reason, key) === value)
  return check(holds, () => `${who}: expected ${tag} ${shorten(facts)}, got ${reason._tag} (${error.message})`)
}

/** Returns the error of an effect that must fail. */
export const failureOf = <A, R>(
  what: string,
  effect: Effect.Effect<A, TransportError, R>
): Effect.Effect<TransportError, Violation, R> =>
  within(what, Effect.result(effect)).pipe(
    Effect.flatMap((result) =>
      Result.isFailure(result) ? Effect.succeed(result.failure) : Effect.fail(violation(`${what} succeeded`))
    )
  )
