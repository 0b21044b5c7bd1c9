/** A node of the gateway: its sessions, its heartbeat and its drain. */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { AudioStore } from "../services/AudioStore.ts"
import type { Engine } from "../services/Engine.ts"
import { heartbeatMs, Nodes } from "../services/Nodes.ts"
import { SessionBus } from "../services/SessionBus.ts"
import { SessionLog } from "../services/SessionLog.ts"
import { SessionRegistry } from "../services/SessionRegistry.ts"
import { TenantLimits } from "../services/TenantLimits.ts"
import { UsageLog } from "../services/UsageLog.ts"
import type { NodeContext } from "./Context.ts"
import { makeResumeTokens } from "./ResumeToken.ts"
import { type GatewayOptions, settingsOf } from "./Settings.ts"
import { sweep } from "./sweep.ts"
import { makeMetrics } from "./telemetry.ts"

/** A running node. */
export interface GatewayNode {
  readonly context: NodeContext
  readonly isDraining: () => boolean
  /**
   * Takes no new sessions and hands over those that it has, each at its next moment between turns. Cuts what is left after
   * `drainMs`. Succeeds when all are written.
   */
  readonly drain: Effect.Effect<void>
  /** Goes through the list of sessions once, and ends those that no client came back to. */
  readonly sweep: Effect.Effect<number>
}

const sweepMs = 30_000
/** How long a node that leaves waits for an engine to take use and sound, in milliseconds. */
const writtenMs = 10_000

/** Starts a node on an engine. It ends with the scope, and its sessions are then suspended. */
export const makeNode = Effect.fnUntraced(function* (
  options: GatewayOptions
): Effect.fn.Return<GatewayNode, never, Engine | Scope.Scope> {
  const settings = settingsOf(options)
  const nodes = yield* Nodes
  const runtime = yield* FiberSet.makeRuntime<Engine>()
  const writes = yield* FiberSet.make()
  const runWrite = yield* FiberSet.runtime(writes)<Engine>()
  const context: NodeContext = {
    settings,
    log: yield* SessionLog,
    registry: yield* SessionRegistry,
    bus: yield* SessionBus,
    limits: yield* TenantLimits,
    usage: yield* UsageLog,
    audio: yield* AudioStore,
    tokens: makeResumeTokens(options.tokenSecrets ?? [Redacted.make(crypto.randomUUID() + crypto.randomUUID())]),
    share: {
      bounds: { sessionBytes: settings.sessionBytes, nodeBytes: settings.nodeBytes },
      flushMs: settings.flushMs,
      bytes: 0,
      unavailable: 0,
      lost: 0,
      appends: 0
    },
    counters: {
      opened: 0,
      resumed: 0,
      refused: 0,
      fenced: 0,
      ended: 0,
      renewed: 0,
      framesIn: 0,
      framesOut: 0,
      usageWaiting: 0,
      usageLost: 0,
      audioLost: 0
    },
    sessions: new Map(),
    run: (effect) => void runtime(Effect.ignore(effect)),
    write: (effect) => void runWrite(Effect.ignore(effect))
  }
  let isDraining = false
  const startedAt = Date.now()
  const announce = Effect.suspend(() =>
    nodes.announce({ node: settings.node, sessions: context.sessions.size, draining: isDraining, startedAt })
  )
  yield* Effect.forkScoped(Effect.repeat(Effect.ignore(announce), Schedule.spaced(heartbeatMs)))
  const metrics = makeMetrics(context)
  const tick = Effect.sync(() => {
    const now = Date.now()
    for (const session of context.sessions.values()) if (!session.isOver) session.tick(now)
  })
  yield* Effect.forkScoped(Effect.repeat(Effect.andThen(tick, metrics), Schedule.spaced("1 second")))
  const sweepOnce = Effect.orElseSucceed(sweep(context, nodes), () => 0).pipe(Effect.withSpan("Gateway.sweep"))
  yield* Effect.forkScoped(Effect.repeat(sweepOnce, { schedule: Schedule.jittered(Schedule.spaced(sweepMs)) }))

  /** Ends all sessions by `move` and waits until they are written, at most so long. */
  const leave = (move: "move" | "moveNow", within: number) =>
    Effect.suspend(() => {
      const sessions = [...context.sessions.values()]
      for (const session of sessions) if (!session.isOver) session[move]()
      return Effect.timeoutOption(
        Effect.forEach(sessions, ({ settled }) => Deferred.await(settled), { concurrency: "unbounded", discard: true }),
        within
      )
    })

  /** Use and sound that are on their way to the engine. */
  const written = Effect.timeoutOption(FiberSet.awaitEmpty(writes), writtenMs)

  const drain = Effect.gen(function* () {
    isDraining = true
    yield* Effect.ignore(announce)
    yield* leave("move", settings.drainMs)
    yield* leave("moveNow", 5_000)
    yield* written
    yield* metrics
    yield* Effect.ignore(nodes.leave(settings.node))
  }).pipe(Effect.withSpan("Gateway.drain", { attributes: { node: settings.node } }))
  yield* Effect.addFinalizer(() =>
    Effect.gen(function* () {
      isDraining = true
      yield* leave("moveNow", 5_000)
      yield* written
      yield* Effect.ignore(nodes.leave(settings.node))
    })
  )
  return { context, isDraining: () => isDraining, drain, sweep: sweepOnce }
})
