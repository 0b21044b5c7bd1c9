/** A node whose process can be killed and frozen, and whose engine can be away. */
import {
  EngineUnavailable,
  memoryEngine,
  type MemoryStore,
  SessionBus,
  SessionLog,
  SessionRegistry,
  TenantLimits,
  token,
  UsageLog
} from "@antiphon/gateway"
import { type GatewayNode, makeNode } from "@antiphon/gateway/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import type { Line } from "./Line.ts"
import type { Service } from "./Service.ts"

const tokenSecrets = [Redacted.make("shared by the nodes of a simulation")]

/** What all nodes of a world share. */
export interface Shared {
  readonly store: MemoryStore
  readonly service: Service
  /** Whether a call of the engine finds it away. */
  isAway: () => boolean
}

export class SimulatedNode {
  readonly id: string
  readonly node: GatewayNode
  readonly scope: Scope.Closeable
  /** When its process was killed, in milliseconds since 1970. */
  diedAt: number | undefined
  /** When it was killed or frozen. */
  readonly stops: Array<number> = []
  private readonly lines: Set<Line>
  private readonly process: ProcessOfNode

  private constructor(parts: {
    readonly id: string
    readonly node: GatewayNode
    readonly scope: Scope.Closeable
    readonly lines: Set<Line>
    readonly process: ProcessOfNode
  }) {
    this.id = parts.id
    this.node = parts.node
    this.scope = parts.scope
    this.lines = parts.lines
    this.process = parts.process
  }

  static readonly start = Effect.fnUntraced(function* (id: string, shared: Shared) {
    const name = token(id)
    if (name === undefined) return yield* Effect.die(new Error(`${id} is no token`))
    const process = new ProcessOfNode(shared)
    const lines = new Set<Line>()
    const scope = yield* Scope.make()
    const upstream = shared.service.upstream((line) => lines.add(line))
    const node = yield* makeNode({ node: name, upstream, tokenSecrets, graceMs: 2_000, flushMs: 100 }).pipe(
      Effect.provide(process.engineOf(memoryEngine({ node: name, store: shared.store }))),
      Scope.provide(scope)
    )
    return new SimulatedNode({ id, node, scope, lines, process })
  })

  /** Whether it takes new clients. */
  get isReachable(): boolean {
    return this.diedAt === undefined && !this.process.isFrozen && !this.node.isDraining()
  }

  join(line: Line): void {
    this.lines.add(line)
    if (this.process.isFrozen) line.freeze(true)
    if (this.diedAt !== undefined) line.cut()
  }

  kill(): void {
    this.diedAt = Date.now()
    this.stops.push(this.diedAt)
    this.process.kill()
    for (const line of this.lines) line.cut()
  }

  freeze(): void {
    this.stops.push(Date.now())
    this.process.freeze()
    for (const line of this.lines) line.freeze(true)
  }

  thaw(): void {
    this.process.thaw()
    for (const line of this.lines) line.freeze(false)
  }
}

/** What of a node's process ends with it, stops with it and goes on with it. */
class ProcessOfNode {
  isFrozen = false
  private isDead = false
  private readonly waiting: Array<() => void> = []
  private readonly shared: Shared

  constructor(shared: Shared) {
    this.shared = shared
  }

  kill(): void {
    this.isDead = true
  }

  freeze(): void {
    this.isFrozen = true
  }

  thaw(): void {
    this.isFrozen = false
    for (const go of this.waiting.splice(0)) go()
  }

  /** Does nothing while the process is frozen, and never again once it is dead. */
  private readonly runs = Effect.suspend(() => {
    if (this.isDead) return Effect.never
    if (!this.isFrozen) return Effect.void
    return Effect.callback<void>((resume) => {
      this.waiting.push(() => resume(this.isDead ? Effect.never : Effect.void))
    })
  })

  private readonly reaches = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | EngineUnavailable> =>
    Effect.andThen(
      this.runs,
      Effect.suspend((): Effect.Effect<A, E | EngineUnavailable> =>
        this.shared.isAway() ? Effect.fail(new EngineUnavailable({ detail: "away" })) : effect
      )
    )

  /** The engine as this process reaches it. */
  engineOf(whole: ReturnType<typeof memoryEngine>) {
    const { reaches, runs } = this
    const log = Layer.effect(
      SessionLog,
      SessionLog.useSync((inner) => ({
        read: (sid, options) => reaches(inner.read(sid, options)),
        erase: (sid) => reaches(inner.erase(sid)),
        claim: (sid, options) =>
          Effect.map(reaches(inner.claim(sid, options)), (claim) => ({
            ...claim,
            append: (lines) => reaches(claim.append(lines)),
            check: reaches(claim.check)
          }))
      }))
    )
    const registry = Layer.effect(
      SessionRegistry,
      SessionRegistry.useSync((inner) => ({
        ...inner,
        put: (record) => reaches(inner.put(record)),
        get: (sid) => reaches(inner.get(sid)),
        list: (filter) => reaches(inner.list(filter))
      }))
    )
    const usage = Layer.effect(
      UsageLog,
      UsageLog.useSync((inner) => ({ ...inner, record: (record) => reaches(inner.record(record)) }))
    )
    const limits = Layer.effect(
      TenantLimits,
      TenantLimits.useSync((inner) => ({
        ...inner,
        admit: (place, limit) => reaches(inner.admit(place, limit)),
        release: (place) => reaches(inner.release(place))
      }))
    )
    const bus = Layer.effect(
      SessionBus,
      SessionBus.useSync((inner) => ({
        ...inner,
        own: (sid, answer) =>
          Effect.andThen(
            reaches(Effect.void),
            inner.own(sid, (question) => Effect.andThen(runs, answer(question)))
          ),
        ask: (sid, question, within) => reaches(inner.ask(sid, question, within))
      }))
    )
    const reached = Layer.provide(Layer.mergeAll(log, registry, usage, limits, bus), whole)
    return Layer.merge(whole, reached)
  }
}
