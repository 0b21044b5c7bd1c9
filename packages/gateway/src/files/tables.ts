/** The registry, the secrets and the use of tenants in local files. They are in memory too, and the files are read at the start. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { MemoryStore } from "../memory/MemoryStore.ts"
import { memoryRegistry, memorySecrets } from "../memory/nodes.ts"
import { memoryUsage } from "../memory/usage.ts"
import { isRecord } from "../relay/splitAudio.ts"
import { Secrets } from "../services/Secrets.ts"
import { type SessionRecord, SessionRegistry } from "../services/SessionRegistry.ts"
import { UsageLog, type UsageRecord } from "../services/UsageLog.ts"
import { entryOf } from "../session/Line.ts"
import { type Token, token } from "../Token.ts"
import { cutTorn, Journal, readLines, replaceLines } from "./Journal.ts"
import { onDisk } from "./log.ts"

/** The registry. Sessions that were live when the process ended are suspended now. */
export const fileRegistry = (folder: string, store: MemoryStore): Layer.Layer<SessionRegistry, EngineUnavailable> =>
  Layer.effect(
    SessionRegistry,
    Effect.gen(function* () {
      const path = join(folder, "sessions.jsonl")
      for (const line of yield* onDisk("reading the list of sessions", () => readLines(path))) {
        const entry = entryOf(line)
        const record = sessionOf(entry)
        const removed = typeof entry?.["removed"] === "string" ? token(entry["removed"]) : undefined
        if (removed !== undefined) store.records.delete(removed)
        if (record !== undefined) store.records.set(record.sid, { ...record, ...wasLive(record) })
      }
      const now = [...store.records.values()].map((record) => JSON.stringify(record))
      yield* onDisk("writing the list of sessions", () => replaceLines(path, now))
      const journal = new Journal(path)
      const write = (value: unknown) =>
        onDisk("writing the list of sessions", () => journal.append(JSON.stringify(value)))
      const memory = yield* SessionRegistry
      return SessionRegistry.of({
        ...memory,
        put: (record) => Effect.tap(memory.put(record), (written) => (written ? write(record) : Effect.void)),
        remove: (sid) => Effect.andThen(memory.remove(sid), write({ removed: sid }))
      })
    })
  ).pipe(Layer.provide(memoryRegistry(store)))

const wasLive = ({ state }: SessionRecord): Pick<SessionRecord, "state" | "since"> | object =>
  state === "live" ? { state: "suspended" as const, since: Date.now() } : {}

const sessionOf = (entry: Readonly<Record<string, unknown>> | undefined): SessionRecord | undefined => {
  const { epoch, model, node, sid, since, state, tenant } = entry ?? {}
  const names = [sid, tenant, node].map((each) => (typeof each === "string" ? token(each) : undefined))
  const [session, customer, owner] = names
  if (session === undefined || customer === undefined || owner === undefined) return undefined
  if (typeof epoch !== "number" || typeof since !== "number" || typeof model !== "string") return undefined
  if (state !== "live" && state !== "suspended" && state !== "ended") return undefined
  return { sid: session, tenant: customer, node: owner, epoch, since, state, model }
}

/** The secrets. Expired ones are left out at the start. */
export const fileSecrets = (folder: string, store: MemoryStore): Layer.Layer<Secrets, EngineUnavailable> =>
  Layer.effect(
    Secrets,
    Effect.gen(function* () {
      const path = join(folder, "secrets.jsonl")
      const kept: Array<string> = []
      for (const line of yield* onDisk("reading the secrets", () => readLines(path))) {
        const { digest, grant } = entryOf(line) ?? {}
        const key = typeof digest === "string" ? token(digest) : undefined
        if (key === undefined || !isRecord(grant)) continue
        const { expiresAt, session, tenant } = grant
        const customer = typeof tenant === "string" ? token(tenant) : undefined
        if (customer === undefined || typeof expiresAt !== "number" || expiresAt <= Date.now()) continue
        const known = { tenant: customer, expiresAt, ...(session === undefined ? {} : { session }) }
        if (store.grants.keep(key, known, store.bounds.secretBytes, Date.now())) kept.push(line)
      }
      yield* onDisk("writing the secrets", () => replaceLines(path, kept))
      const journal = new Journal(path)
      const memory = yield* Secrets
      return Secrets.of({
        ...memory,
        keep: (digest, grant) =>
          // A secret is given out after both, so one that is refused here is not written.
          Effect.andThen(
            memory.keep(digest, grant),
            onDisk("writing the secrets", () => journal.append(JSON.stringify({ digest, grant })))
          )
      })
    })
  ).pipe(Layer.provide(memorySecrets(store)))

/** The use of tenants, one file each, which is read when a tenant is first seen. */
export const fileUsage = (folder: string, store: MemoryStore): Layer.Layer<UsageLog, EngineUnavailable> =>
  Layer.effect(
    UsageLog,
    Effect.gen(function* () {
      yield* onDisk("making the folder of usage", () => mkdir(folder, { recursive: true, mode: 0o700 }))
      const journals = new Map<Token, Journal>()
      const memory = yield* UsageLog
      const load = Effect.fnUntraced(function* (tenant: Token) {
        const known = journals.get(tenant)
        if (known !== undefined) return known
        const path = join(folder, `${tenant}.jsonl`)
        yield* onDisk("mending usage", () => cutTorn(path))
        const lines = yield* onDisk("reading usage", () => readLines(path))
        const journal = journals.get(tenant) ?? new Journal(path)
        if (!journals.has(tenant)) {
          journals.set(tenant, journal)
          for (const line of lines) {
            const record = usageOf(entryOf(line))
            if (record !== undefined) yield* memory.record(record)
          }
        }
        return journal
      })
      return UsageLog.of({
        record: Effect.fnUntraced(function* (record) {
          const journal = yield* load(record.tenant)
          // The record is on disk before it counts, and a second writing of the same record is found at the next start.
          if (store.usage.get(record.tenant)?.seen.has(`${record.sid}:${record.id}`) === true) return false
          yield* onDisk("writing usage", () => journal.append(JSON.stringify(record)))
          return yield* memory.record(record)
        }),
        read: (tenant, options) => Effect.andThen(load(tenant), memory.read(tenant, options))
      })
    })
  ).pipe(Layer.provide(memoryUsage(store)))

const usageOf = (entry: Readonly<Record<string, unknown>> | undefined): UsageRecord | undefined => {
  const { at, id, kind, model, sid, tenant, usage } = entry ?? {}
  const session = typeof sid === "string" ? token(sid) : undefined
  const customer = typeof tenant === "string" ? token(tenant) : undefined
  if (session === undefined || customer === undefined || typeof id !== "string" || typeof at !== "number")
    return undefined
  if ((kind !== "response" && kind !== "transcription") || typeof model !== "string") return undefined
  return { tenant: customer, sid: session, id, kind, model, at, usage }
}
