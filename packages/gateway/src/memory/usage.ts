/** The use of tenants and the audio of sessions in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { EngineUnavailable } from "../GatewayError.ts"
import { AudioStore, type SegmentName } from "../services/AudioStore.ts"
import { type BookedUsage, UsageLog } from "../services/UsageLog.ts"
import type { MemoryStore } from "./MemoryStore.ts"

export const memoryUsage = (store: MemoryStore): Layer.Layer<UsageLog> =>
  Layer.succeed(UsageLog, {
    record: (record) =>
      Effect.sync(() => {
        const booked = store.usage.get(record.tenant) ?? { seen: new Set<string>(), records: new Array<BookedUsage>() }
        store.usage.set(record.tenant, booked)
        const name = `${record.sid}:${record.id}`
        if (booked.seen.has(name)) return false
        booked.seen.add(name)
        booked.records.push({ ...record, position: booked.records.length + 1 })
        return true
      }),
    read: (tenant, { after = 0, limit = 1_000 } = {}) =>
      Effect.sync(() => store.usage.get(tenant)?.records.slice(after, after + limit) ?? [])
  })

const keyOf = ({ direction, epoch, n }: SegmentName): string => `${direction}.${epoch}.${n}`

export const memoryAudio = (store: MemoryStore): Layer.Layer<AudioStore> =>
  Layer.succeed(AudioStore, {
    put: (segment) =>
      Effect.suspend(() => {
        const segments = store.audio.get(segment.sid) ?? new Map()
        if (segments.has(keyOf(segment))) return Effect.void
        if (store.audioBytes + segment.bytes.length > store.bounds.audioBytes)
          return Effect.fail(new EngineUnavailable({ detail: "the audio store in memory is full" }))
        store.audioBytes += segment.bytes.length
        segments.set(keyOf(segment), { ...segment, bytes: Uint8Array.from(segment.bytes) })
        store.audio.set(segment.sid, segments)
        return Effect.void
      }),
    list: (sid) =>
      Effect.sync(() =>
        [...(store.audio.get(sid)?.values() ?? [])]
          .map(({ direction, epoch, n, sid }) => ({ sid, direction, epoch, n }))
          .sort(byName)
      ),
    get: (name) => Effect.sync(() => store.audio.get(name.sid)?.get(keyOf(name))),
    erase: (sid) =>
      Effect.sync(() => {
        for (const { bytes } of store.audio.get(sid)?.values() ?? []) store.audioBytes -= bytes.length
        store.audio.delete(sid)
      })
  })

/** Sorts by direction, epoch and number. */
export const byName = (a: SegmentName, b: SegmentName): number =>
  a.direction.localeCompare(b.direction) || a.epoch - b.epoch || a.n - b.n
