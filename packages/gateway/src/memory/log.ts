/** The session log in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { EngineUnavailable, Fenced, NoSuchSession, SessionExists } from "../GatewayError.ts"
import { type Chunk, type Claim, SessionLog } from "../services/SessionLog.ts"
import type { Token } from "../Token.ts"
import type { MemoryStore } from "./MemoryStore.ts"

export const memoryLog = (node: Token, store: MemoryStore): Layer.Layer<SessionLog> =>
  Layer.succeed(SessionLog, {
    claim: (sid, { fresh }) =>
      Effect.suspend((): Effect.Effect<Claim, NoSuchSession | SessionExists> => {
        const log = store.logs.get(sid)
        if (fresh && log !== undefined) return Effect.fail(new SessionExists({ sid }))
        if (!fresh && log === undefined) return Effect.fail(new NoSuchSession({ sid }))
        return Effect.succeed(claim(store, node, sid))
      }),
    read: (sid, { to = Infinity } = {}) =>
      Effect.sync(() => (store.logs.get(sid) ?? []).filter(({ position }) => position <= to)),
    erase: (sid) =>
      Effect.sync(() => {
        for (const chunk of store.logs.get(sid) ?? []) store.logBytes -= sizeOf(chunk.lines)
        store.logs.delete(sid)
      })
  })

const sizeOf = (lines: ReadonlyArray<string>): number => lines.reduce((sum, line) => sum + line.length, 0)

/** Writes the claim and returns it. */
const claim = (store: MemoryStore, node: Token, sid: Token): Claim => {
  const log = store.logs.get(sid) ?? []
  const epoch = (log.at(-1)?.epoch ?? 0) + 1
  const position = ++store.position
  const own: Chunk = { position, epoch, node, kind: "claim", lines: [] }
  log.push(own)
  store.logs.set(sid, log)
  // The array stays the session's own until it is erased. A log that was erased and made again is another array.
  const check = Effect.suspend(() => {
    const last = store.logs.get(sid) === log ? log.at(-1) : undefined
    return last?.epoch === epoch ? Effect.void : Effect.fail(new Fenced({ sid, epoch, by: last && nameOf(last) }))
  })
  let stored: { lines: ReadonlyArray<string>; position: number } | undefined
  const append = (lines: ReadonlyArray<string>) =>
    Effect.flatMap(check, () => {
      if (stored?.lines === lines) return Effect.succeed(stored.position)
      const size = sizeOf(lines)
      if (store.logBytes + size > store.bounds.logBytes)
        return Effect.fail(new EngineUnavailable({ detail: "the log in memory is full" }))
      store.logBytes += size
      const at = ++store.position
      log.push({ position: at, epoch, node, kind: "lines", lines })
      stored = { lines, position: at }
      return Effect.succeed(at)
    })
  return { sid, epoch, position, first: log[0]?.position ?? position, append, check }
}

const nameOf = ({ epoch, node }: Chunk) => ({ epoch, node })
