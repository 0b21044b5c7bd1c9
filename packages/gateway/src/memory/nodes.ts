/** The nodes, the registry and the secrets in memory. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { EngineUnavailable } from "../GatewayError.ts"
import { nodeExpiryMs, Nodes } from "../services/Nodes.ts"
import { Secrets } from "../services/Secrets.ts"
import { SessionRegistry } from "../services/SessionRegistry.ts"
import type { Token } from "../Token.ts"
import type { MemoryStore } from "./MemoryStore.ts"

export const memoryNodes = (store: MemoryStore): Layer.Layer<Nodes> =>
  Layer.succeed(Nodes, {
    announce: (record) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        store.nodes.set(record.node, { record, until: now + nodeExpiryMs })
      }),
    leave: (node) => Effect.sync(() => forget(store, node)),
    list: Effect.map(Clock.currentTimeMillis, (now) => {
      for (const [node, { until }] of store.nodes) if (until <= now) forget(store, node)
      return [...store.nodes.values()].map(({ record }) => record)
    })
  })

/** Removes a node. Its places count no more. */
export const forget = (store: MemoryStore, node: Token): void => {
  store.nodes.delete(node)
  for (const places of store.places.values())
    for (const [sid, place] of places) if (place.node === node) places.delete(sid)
}

export const memoryRegistry = (store: MemoryStore): Layer.Layer<SessionRegistry> =>
  Layer.succeed(SessionRegistry, {
    put: (record) =>
      Effect.sync(() => {
        if ((store.records.get(record.sid)?.epoch ?? 0) > record.epoch) return false
        store.records.set(record.sid, record)
        return true
      }),
    get: (sid) => Effect.sync(() => Option.fromUndefinedOr(store.records.get(sid))),
    list: ({ tenant } = {}) =>
      Effect.sync(() =>
        [...store.records.values()].filter((record) => tenant === undefined || record.tenant === tenant)
      ),
    remove: (sid) => Effect.sync(() => void store.records.delete(sid))
  })

export const memorySecrets = (store: MemoryStore): Layer.Layer<Secrets> =>
  Layer.succeed(Secrets, {
    keep: (digest, grant) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        store.grants.keep(digest, grant, store.bounds.secretBytes, now)
          ? Effect.void
          : Effect.fail(new EngineUnavailable({ detail: "the secrets in memory are full" }))
      ),
    find: (digest) =>
      Effect.map(Clock.currentTimeMillis, (now) =>
        Option.filter(Option.fromUndefinedOr(store.grants.get(digest)), ({ expiresAt }) => expiresAt > now)
      )
  })
