/** Runs a session from its admission to its end, whatever vocabulary it speaks. */
import type { Connection, Handshake, TransportError } from "@antiphon/core"
import type { ErrorEvent } from "@antiphon/core/events"
import { type Admission, ByteBudget, Engine, type Gate, makeByteBudget, type ServeOptions } from "@antiphon/server"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { randomUUID } from "node:crypto"
import { getHeapStatistics } from "node:v8"
import type { Recorder } from "./recording.ts"
import { type Refusals, refusedHandshake } from "./refusals.ts"
import type { ServerOptions } from "./ServerOptions.ts"

/** Holds a session of one vocabulary until it ends. */
export type Hold<In, Out> = (
  connection: Connection<In, Out | ErrorEvent>,
  admission: Admission,
  own: Required<Pick<ServeOptions, "seed" | "limits">>
) => Effect.Effect<TransportError, never, Engine>

/** The parts of the server that every session passes. */
export interface Passage {
  readonly engine: Engine["Service"]
  readonly gate: Gate
  readonly recorder: Recorder
  readonly refusals: Refusals
}

/** A connection that can be closed. */
type Closing = Pick<Connection<unknown, unknown>, "close">

/** The sessions of one server. */
export interface Sessions {
  /** Makes the handler of the connections of one vocabulary. */
  readonly handler: <In extends object, Out extends object>(
    hold: Hold<In, Out>
  ) => (
    connection: Connection<In, Out | ErrorEvent>,
    handshake: Handshake
  ) => Effect.Effect<void, TransportError, Scope.Scope>
  /** Closes every open connection with 1001. */
  readonly stop: Effect.Effect<void>
}

/** Makes the sessions of a server, none yet. They are numbered in the order in which they begin. */
export const makeSessions = (options: ServerOptions, { engine, gate, recorder, refusals }: Passage): Sessions => {
  const open = new Set<Closing>()
  let sessions = 0
  // All sessions together hold at most a quarter of the heap, whatever each may hold alone.
  const budget = makeByteBudget(Math.floor(getHeapStatistics().heap_size_limit / 4))
  const limits = { sessionMs: options.maxSessionSeconds * 1000, uncommittedMs: options.maxAudioSeconds * 1000 }

  return {
    handler: <In extends object, Out extends object>(hold: Hold<In, Out>) =>
      Effect.fnUntraced(function* (connection: Connection<In, Out | ErrorEvent>, offered: Handshake) {
        const admission = yield* Effect.tapError(gate.enter(connection, offered), (error) =>
          refusals(refusedHandshake(offered, error))
        )
        const { handshake } = admission
        const number = ++sessions
        const began = yield* Clock.currentTimeMillis
        const ended = Effect.gen(function* () {
          open.delete(connection)
          const { message } = yield* connection.ended
          const seconds = ((yield* Clock.currentTimeMillis) - began) / 1000
          yield* Effect.annotateLogs(Effect.logInfo("session ended"), { session: number, seconds, why: message })
        })
        yield* Effect.acquireRelease(
          Effect.sync(() => open.add(connection)),
          () => ended
        )
        const call = Option.match(connection.callId, { onNone: () => ({}), onSome: (call_id) => ({ call_id }) })
        yield* Effect.annotateLogs(Effect.logInfo("session began"), { session: number, ...logged(handshake), ...call })
        const recorded = yield* recorder(connection, handshake, number)
        const seed = Option.match(options.seed, { onNone: () => randomUUID(), onSome: (seed) => `${seed}${number}` })
        yield* hold(recorded, admission, { limits, seed }).pipe(
          Effect.provideService(Engine, engine),
          Effect.provideService(ByteBudget, budget)
        )
      }),
    stop: Effect.suspend(() => stop(open))
  }
}

/** The loggable part of a handshake. It has no key, and only the parameters that the protocol knows. */
const logged = ({ dialect, origin, path, peer, query }: Handshake) => ({
  peer,
  path,
  model: query.model,
  intent: query.intent,
  call_id: query.call_id,
  dialect,
  origin: Option.getOrUndefined(origin)
})

const stop = Effect.fnUntraced(function* (open: ReadonlySet<Closing>) {
  yield* Effect.annotateLogs(Effect.logInfo("stopping"), { sessions: open.size })
  yield* Effect.forEach([...open], (connection) => connection.close(1001, "the server stops"), {
    concurrency: "unbounded",
    discard: true
  })
  yield* Effect.logInfo("stopped")
})
