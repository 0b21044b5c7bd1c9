/** For each requirement an engine that breaks it and is right otherwise. */
import {
  AudioStore,
  Fenced,
  MemoryStore,
  memoryEngine,
  Nodes,
  Secrets,
  SessionBus,
  SessionLog,
  SessionRegistry,
  TenantLimits,
  type Token,
  UsageLog,
  type Engine
} from "@antiphon/gateway"
import type { Adapter, RequirementId } from "@antiphon/gateway-compliance"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

type Services = Context.Context<Engine>
/** Changes the services of a node. `store` is shared by the nodes. */
export type Break = (services: Services, node: Token, store: MemoryStore) => Services

const changed =
  <Id extends Engine, S>(
    tag: Context.Key<Id, S>,
    change: (service: S, node: Token, store: MemoryStore) => Partial<S>
  ): Break =>
  (services, node, store) => {
    const service = Context.get(services, tag)
    return Context.add(services, tag, { ...service, ...change(service, node, store) })
  }

/** A log whose claims are changed. */
const claims = (change: (claim: SessionLogClaim) => Partial<SessionLogClaim>): Break =>
  changed(SessionLog, ({ claim }) => ({
    claim: (sid, options) => Effect.map(claim(sid, options), (made) => ({ ...made, ...change(made) }))
  }))
type SessionLogClaim = Effect.Success<ReturnType<SessionLog["Service"]["claim"]>>

/** Everything is forgotten when the node is started a second time. */
const forgets: Break = (services, node, store) => {
  if (started.has(node))
    for (const each of [store.logs, store.records, store.usage, store.grants, store.audio]) each.clear()
  started.add(node)
  return services
}
const started = new Set<Token>()

const yes = () => Effect.succeed(true)

export const broken: { readonly [Id in RequirementId]: Break } = {
  "log.fresh": changed(SessionLog, ({ claim, erase }) => ({
    claim: (sid, options) => Effect.andThen(options.fresh ? erase(sid) : Effect.void, claim(sid, options))
  })),
  "log.append": claims(({ append }) => ({
    append: (lines) => append(lines.map((line) => line.trim().replaceAll("\\n", "")))
  })),
  "log.fence": claims(({ append, position }) => ({
    append: (lines) => Effect.orElseSucceed(append(lines), () => position)
  })),
  "log.fence.racing": changed(SessionLog, ({ claim }) => ({
    // Two claims at once see the same last epoch.
    claim: (sid, options) => Effect.map(claim(sid, options), (made) => ({ ...made, epoch: Math.min(made.epoch, 7) }))
  })),
  "log.once": claims(({ append }) => ({ append: (lines) => append([...lines]) })),
  "log.interrupted": claims(({ append, sid, epoch }) => {
    let busy = false
    return {
      append: (lines) =>
        Effect.suspend(() => {
          if (busy) return Effect.fail(new Fenced({ sid, epoch, by: undefined }))
          busy = true
          return Effect.andThen(Effect.yieldNow, Effect.andThen(Effect.yieldNow, append(lines))).pipe(
            Effect.tap(() =>
              Effect.sync(() => {
                busy = false
              })
            )
          )
        })
    }
  }),
  "log.largest": claims(({ append }) => ({
    append: (lines) => append(lines.map((line) => line.slice(0, 50_000)))
  })),
  "log.to": changed(SessionLog, ({ read }) => ({ read: (sid) => read(sid) })),
  "log.erase": changed(SessionLog, () => ({ erase: () => Effect.void })),
  "log.apart": changed(SessionLog, ({ erase }, _node, store) => ({
    erase: (sid) =>
      Effect.forEach(
        [...store.logs.keys()].filter((each) => each.startsWith(sid)),
        (each) => erase(each),
        { discard: true }
      )
  })),
  "log.restart": forgets,
  "registry.put": changed(SessionRegistry, () => ({ remove: () => Effect.void })),
  "registry.epoch": changed(SessionRegistry, (_service, _node, store) => ({
    put: (record) =>
      Effect.as(
        Effect.sync(() => store.records.set(record.sid, record)),
        true
      )
  })),
  "registry.list": changed(SessionRegistry, ({ list }) => ({ list: () => list() })),
  "registry.restart": forgets,
  "bus.ask": changed(SessionBus, ({ ask }) => {
    let before: unknown
    // Answers are mixed up.
    return {
      ask: (...args) => Effect.map(ask(...args), (answer) => ([before, before] = [answer, before ?? answer])[1])
    }
  }),
  "bus.gone": changed(SessionBus, ({ ask }) => ({
    ask: (sid, question, within) => Effect.catchTag(ask(sid, question, within), "NoSuchSession", () => Effect.never)
  })),
  "bus.late": changed(SessionBus, ({ ask }) => ({ ask: (sid, question) => ask(sid, question, "1 hour") })),
  "bus.observe": changed(SessionBus, ({ observe }) => ({
    observe: (sid, bound) =>
      Effect.map(
        observe(sid, bound),
        Stream.filter(({ n }) => n % 500 !== 0)
      )
  })),
  "bus.slow": changed(SessionBus, ({ observe }) => ({ observe: (sid) => observe(sid, 100_000) })),
  "nodes.list": changed(Nodes, () => ({ leave: () => Effect.void })),
  "limits.exact": changed(TenantLimits, () => ({ admit: yes })),
  "limits.place": changed(TenantLimits, ({ release }, _node, store) => ({
    release: (place) =>
      Effect.andThen(
        Effect.sync(() => store.places.delete(place.tenant)),
        release(place)
      )
  })),
  "limits.left": changed(Nodes, (_service, _node, store) => ({
    leave: (node) => Effect.sync(() => void store.nodes.delete(node))
  })),
  "limits.rate": changed(TenantLimits, () => ({ spend: yes })),
  "limits.window": changed(TenantLimits, ({ spend }) => ({
    spend: (tenant, meter, amount, rate) => spend(tenant, meter, amount, { ...rate, windowMs: 3_600_000 })
  })),
  "usage.once": changed(UsageLog, ({ record }) => {
    let n = 0
    return { record: (each) => record({ ...each, id: `${each.id}${n++}` }) }
  }),
  "usage.read": changed(UsageLog, ({ read }) => ({
    read: (tenant, options) => read(tenant, { ...options, limit: 1_000 })
  })),
  "usage.restart": forgets,
  "secrets.keep": changed(Secrets, (_service, _node, store) => ({
    find: (digest) => Effect.sync(() => Option.fromUndefinedOr(store.grants.get(digest)))
  })),
  "audio.put": changed(AudioStore, ({ erase, put }) => ({
    put: (segment) => Effect.andThen(erase(segment.sid), put(segment))
  })),
  "audio.list": changed(AudioStore, ({ list }) => ({
    list: (sid) => Effect.map(list(sid), (names) => names.toSorted((a, b) => `${a.n}`.localeCompare(`${b.n}`)))
  })),
  "audio.largest": changed(AudioStore, ({ put }) => ({
    put: (segment) => put({ ...segment, bytes: segment.bytes.subarray(0, 400_000) })
  }))
}

/** The engine in memory, broken. */
export const brokenEngine = (change: Break): Adapter => ({
  name: "a broken engine",
  nodes: "many",
  deadline: "1500 millis",
  open: Effect.sync(() => {
    const store = new MemoryStore()
    return {
      node: (node) =>
        Effect.map(Layer.build(memoryEngine({ node, store })), (services) => change(services, node, store))
    }
  })
})
