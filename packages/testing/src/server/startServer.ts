/** A realtime server in a test. */
import { ClientEvent, type Connection, type Handshake, ServerEvent, TransportError } from "@antiphon/core"
import { Engine, type Limits, type Script, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-websocket/node"
import { isOptions, isText, kindOf } from "@antiphon/core/boundary"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type AppEvent, makeEventLog } from "../expect/EventLog.ts"
import { faultProblem, need, refuse, serverProblem, startProblem } from "../check.ts"
import { disturb, type Disturbed } from "./disturb.ts"
import type { Fault, InjectedFault } from "./fault.ts"
import { openHost } from "./openHost.ts"

/** Options of {@link startServer}. */
export interface ServerOptions {
  /** Makes the ids of the sessions. The same seed gives the same ids each time. Defaults to a random seed. */
  readonly seed?: string
  /** Bounds of each session, e.g. `{ sessionMs: 3000 }`. Each that is absent has its default. */
  readonly limits?: Partial<Limits>
  /** The faults of the first connection, of the second and so on. Later connections have none. */
  readonly faults?: ReadonlyArray<Fault | ReadonlyArray<Fault>>
  /** How long `receives` waits. Defaults to 4000. */
  readonly timeoutMs?: number
}

/** A server that plays a script. Dispose of it with `await using` or `close`. */
export interface TestServer extends AsyncDisposable {
  /** The address for the app, `ws://127.0.0.1:…/v1`. */
  readonly url: string
  /** How many connections were accepted so far. */
  readonly connections: number
  /** Returns what the app sent so far, over all connections. Keeps the last 10,000 events. */
  readonly received: (type?: string) => ReadonlyArray<AppEvent>
  /**
   * Resolves with the first event of this type that has these fields, whether it came already or comes. Rejects after
   * the deadline with what the app sent instead.
   */
  readonly receives: (type: string, fields?: object) => Promise<AppEvent>
  /** Makes a fault happen to the connections that are open, or to the next ones if it refuses. */
  readonly inject: (fault: InjectedFault) => void
  /** Ends stalls, slowness and refusals, and forgets faults that have not happened. */
  readonly recover: () => void
  /** Ends every session and closes the server. */
  readonly close: () => Promise<void>
}

/**
 * Starts a realtime server on a free port of this machine. It plays a script, or gives back the user's own turns if the
 * script is `"echo"`. It accepts every key, and none.
 *
 * @example
 * await using server = await startServer({ turns: [{ say: "It is noon." }] })
 * await using session = await connect({ model: "gpt-realtime", url: server.url })
 */
export const startServer = async (script: Script | "echo", options: ServerOptions = {}): Promise<TestServer> => {
  refuse(startServer, startProblem(script) ?? serverProblem(options))
  const { faults = [], limits, seed, timeoutMs } = options
  const log = makeEventLog(timeoutMs)
  const open = new Set<Disturbed>()
  let handshakes = 0
  let connections = 0
  let refusal: Extract<Fault, { readonly kind: "refuse" }> | undefined

  const planned = new WeakMap<Handshake, ReadonlyArray<Fault>>()
  const admit = (handshake: Handshake) =>
    Effect.suspend(() => {
      const plan = [faults[handshakes++] ?? []].flat()
      planned.set(handshake, plan)
      const refused = refusal ?? plan.find((fault) => fault.kind === "refuse")
      return refused === undefined ? Effect.void : refusalOf(refused)
    })

  const host = await openHost()
  const handle = (peer: Connection<ClientEvent, ServerEvent>, handshake: Handshake) =>
    Effect.suspend(() => {
      connections++
      const disturbed = disturb(peer, host.socketOf(handshake.peer), planned.get(handshake) ?? [])
      open.add(disturbed)
      const seen = Stream.tap(disturbed.connection.incoming, (decoded) =>
        Effect.sync(() => decoded._tag !== "Malformed" && log.add({ ...decoded.event }))
      )
      const own = { ...(seed === undefined ? {} : { seed }), ...(limits === undefined ? {} : { limits }) }
      return serve({ ...disturbed.connection, incoming: seen }, handshake, own).pipe(
        Effect.ensuring(Effect.sync(() => open.delete(disturbed)))
      )
    })

  const scope = Effect.runSync(Scope.make())
  await Effect.gen(function* () {
    const listener = yield* listen({
      vocabulary: { incoming: ClientEvent, outgoing: ServerEvent },
      server: host.server,
      admit
    })
    yield* Effect.forkScoped(listener.run(handle))
  }).pipe(
    Effect.provide(script === "echo" ? Engine.echo : Engine.scripted(script)),
    Scope.provide(scope),
    Effect.runPromise
  )
  const close = async (): Promise<void> => {
    for (const each of open) each.recover()
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await host.close()
  }

  const receives: TestServer["receives"] = async (type, fields) => {
    need(receives, isText(type), `receives takes the type of an event, e.g. "response.create", not ${kindOf(type)}`)
    need(
      receives,
      fields === undefined || isOptions(fields),
      `receives takes the fields of the event as an object, not ${kindOf(fields)}`
    )
    return await log.receives(type, fields)
  }
  const inject: TestServer["inject"] = (fault) => {
    refuse(inject, faultProblem("the fault of inject", fault))
    if (fault.kind === "refuse") refusal = fault
    else for (const each of open) each.inject(fault)
  }

  return {
    url: host.url,
    get connections() {
      return connections
    },
    received: log.all,
    receives,
    inject,
    recover: () => {
      refusal = undefined
      for (const each of open) each.recover()
    },
    close,
    [Symbol.asyncDispose]: close
  }
}

const refusalOf = ({ message, status }: Extract<Fault, { readonly kind: "refuse" }>) =>
  Effect.fail(
    status === 401 || status === 403
      ? TransportError.unauthorized({ status, detail: message })
      : TransportError.open({ status, detail: message })
  )
