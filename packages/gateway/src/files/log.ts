/** The session log in local files, one a session. */
import * as Effect from "effect/Effect"
import { mkdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { EngineUnavailable, Fenced, LogBroken, NoSuchSession, SessionExists } from "../GatewayError.ts"
import { isRecord } from "../relay/splitAudio.ts"
import type { Chunk, Claim, SessionLog } from "../services/SessionLog.ts"
import { entryOf } from "../session/Line.ts"
import { type Token, token } from "../Token.ts"
import { Locks } from "./Locks.ts"
import { appendDurably, cutTorn, readLines } from "./Journal.ts"

/** The last chunk of a session, and where its log begins. */
interface Tail {
  position: number
  epoch: number
  node: Token
  readonly first: number
}

/** Tails that are remembered. Others are read from their file. */
const maxTails = 50_000

/** An action on the disk, whose failure makes the engine unavailable. */
export const onDisk = <A>(what: string, action: () => Promise<A>): Effect.Effect<A, EngineUnavailable> =>
  Effect.tryPromise({
    try: action,
    catch: (cause) =>
      new EngineUnavailable({ detail: `${what} failed (${cause instanceof Error ? cause.message : "?"})`, cause })
  })

/** Writes a chunk at the end of a session's file. */
const writeChunk = (path: string, { epoch, kind, lines, node, position }: Chunk) =>
  onDisk("writing a log", () =>
    appendDurably(path, `${JSON.stringify({ p: position, e: epoch, n: node, k: kind, l: lines })}\n`)
  )

/** Opens the folder of the logs. One process uses a folder at a time. */
export const fileLog = Effect.fnUntraced(function* (
  node: Token,
  folder: string
): Effect.fn.Return<SessionLog["Service"], EngineUnavailable> {
  yield* onDisk("making the folder of the logs", () => mkdir(folder, { recursive: true, mode: 0o700 }))
  const tails = new Map<Token, Tail>()
  const locks = new Locks<Token>()
  const pathOf = (sid: Token) => join(folder, `${sid}.jsonl`)

  /** Claims and appends of one session run one after the other. */
  const alone = <A, E>(sid: Token, action: Effect.Effect<A, E>) => locks.alone(sid, action)

  const read = (sid: Token) =>
    Effect.flatMap(
      onDisk("reading a log", () => readLines(pathOf(sid))),
      (lines) => chained(sid, lines)
    )

  const remember = (sid: Token, tail: Tail): void => {
    tails.delete(sid)
    tails.set(sid, tail)
    const [oldest] = tails.keys()
    if (tails.size > maxTails && oldest !== undefined) tails.delete(oldest)
  }

  const tailOf = Effect.fnUntraced(function* (sid: Token) {
    const known = tails.get(sid)
    if (known !== undefined) return known
    yield* onDisk("mending a log", () => cutTorn(pathOf(sid)))
    const chunks = yield* Effect.mapError(read(sid), (error) =>
      error._tag === "LogBroken" ? new EngineUnavailable({ detail: error.message }) : error
    )
    const [begin] = chunks
    const last = chunks.at(-1)
    if (begin === undefined || last === undefined) return undefined
    const tail = { position: last.position, epoch: last.epoch, node: last.node, first: begin.position }
    remember(sid, tail)
    return tail
  })

  const claimed = (sid: Token, epoch: number, position: number, first: number): Claim => {
    let stored: { readonly lines: ReadonlyArray<string>; readonly position: number } | undefined
    const held = Effect.flatMap(tailOf(sid), (tail) =>
      tail?.epoch === epoch && tail.first === first
        ? Effect.succeed(tail)
        : Effect.fail(new Fenced({ sid, epoch, by: tail && { epoch: tail.epoch, node: tail.node } }))
    )
    const append = (lines: ReadonlyArray<string>) =>
      Effect.gen(function* () {
        const tail = yield* held
        if (stored?.lines === lines) return stored.position
        const at = tail.position + 1
        yield* writeChunk(pathOf(sid), { position: at, epoch, node, kind: "lines", lines })
        remember(sid, { ...tail, position: at })
        stored = { lines, position: at }
        return at
      })
    return {
      sid,
      epoch,
      position,
      first,
      append: (lines) => Effect.uninterruptible(alone(sid, append(lines))),
      check: Effect.asVoid(alone(sid, held))
    }
  }

  return {
    claim: (sid, { fresh }) =>
      Effect.uninterruptible(
        alone(
          sid,
          Effect.gen(function* () {
            const tail = yield* tailOf(sid)
            if (fresh && tail !== undefined) return yield* new SessionExists({ sid })
            if (!fresh && tail === undefined) return yield* new NoSuchSession({ sid })
            const epoch = (tail?.epoch ?? 0) + 1
            // A session that is made again after it was erased begins at another position.
            const position = tail === undefined ? Date.now() : tail.position + 1
            const first = tail?.first ?? position
            yield* writeChunk(pathOf(sid), { position, epoch, node, kind: "claim", lines: [] })
            remember(sid, { position, epoch, node, first })
            return claimed(sid, epoch, position, first)
          })
        )
      ),
    read: (sid, { to = Infinity } = {}) =>
      Effect.map(read(sid), (chunks) => chunks.filter(({ position }) => position <= to)),
    erase: (sid) =>
      alone(
        sid,
        Effect.andThen(
          Effect.sync(() => tails.delete(sid)),
          onDisk("erasing a log", () => rm(pathOf(sid), { force: true }))
        )
      )
  }
})

/** Reads chunks, each of which follows the one before. */
const chained = (sid: Token, lines: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Chunk>, LogBroken> => {
  const chunks: Array<Chunk> = []
  for (const line of lines) {
    const chunk = chunkOf(line)
    const before = chunks.at(-1)
    const follows = before === undefined || (chunk?.position === before.position + 1 && chunk.epoch >= before.epoch)
    if (chunk === undefined || !follows) {
      return Effect.fail(new LogBroken({ sid, position: chunk?.position ?? (before?.position ?? 0) + 1 }))
    }
    chunks.push(chunk)
  }
  return Effect.succeed(chunks)
}

const chunkOf = (line: string): Chunk | undefined => {
  const entry = entryOf(line)
  if (!isRecord(entry)) return undefined
  const { e: epoch, k: kind, l: lines, n, p: position } = entry
  const node = typeof n === "string" ? token(n) : undefined
  if (node === undefined || typeof epoch !== "number" || typeof position !== "number") return undefined
  if ((kind !== "claim" && kind !== "lines") || !Array.isArray(lines)) return undefined
  return { position, epoch, node, kind, lines: lines.filter((each) => typeof each === "string") }
}
