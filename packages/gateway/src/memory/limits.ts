/** The limits of tenants in memory. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Place, TenantLimits } from "../services/TenantLimits.ts"
import type { Token } from "../Token.ts"
import type { MemoryStore } from "./MemoryStore.ts"
import { forget } from "./nodes.ts"

export const memoryLimits = (store: MemoryStore): Layer.Layer<TenantLimits> =>
  Layer.succeed(TenantLimits, {
    admit: (place, limit) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        // A node that never announced itself counts as alive.
        for (const [node, { until }] of store.nodes) if (until <= now) forget(store, node)
        const places = store.places.get(place.tenant) ?? new Map<Token, Place>()
        if (!places.has(place.sid) && places.size >= limit) return false
        places.set(place.sid, place)
        store.places.set(place.tenant, places)
        return true
      }),
    release: ({ node, sid, tenant }) =>
      Effect.sync(() => {
        const places = store.places.get(tenant)
        if (places?.get(sid)?.node !== node) return
        places.delete(sid)
        if (places.size === 0) store.places.delete(tenant)
      }),
    spend: (tenant, meter, amount, rate) =>
      Effect.map(Clock.currentTimeMillis, (now) => {
        const key = `${tenant} ${meter}`
        const current = store.windows.get(key)
        const window = current !== undefined && now < current.start + rate.windowMs ? current : { start: now, spent: 0 }
        if (window.spent + amount > rate.amount) return false
        window.spent += amount
        store.windows.set(key, window)
        return true
      })
  })
