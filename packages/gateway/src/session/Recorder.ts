/** Writes the lines of one session by group commit. One append is in flight, and what comes meanwhile is the next chunk. */
import * as Effect from "effect/Effect"
import type { EngineUnavailable, Fenced } from "../GatewayError.ts"
import { type Claim, maxChunkBytes } from "../services/SessionLog.ts"
import { controlLine } from "./Line.ts"
import type { Spill } from "./Spill.ts"

/** How much may wait in memory. */
export interface BufferBounds {
  /** Bytes of one session. Defaults to 2 MB. */
  readonly sessionBytes: number
  /** Bytes of all sessions of the node. Defaults to 256 MB. */
  readonly nodeBytes: number
}

/** What the recorders of a node share. */
export interface RecorderShare {
  readonly bounds: BufferBounds
  readonly flushMs: number
  /** Bytes that wait now, of all sessions. */
  bytes: number
  /** Recorders whose engine is unavailable. */
  unavailable: number
  /** Lines that were lost because neither memory nor disk took them. */
  lost: number
  appends: number
}

/** The waits between tries, in milliseconds. */
const firstRetryMs = 50
const lastRetryMs = 2_000
/** How long an owner may write nothing before it asks whether its claim stands, in milliseconds. */
const probeMs = 5_000

/** One waits for the lines that were noted before it. */
interface Waiter {
  readonly upTo: number
  readonly resume: (stored: boolean) => void
}

/** The recorder of one claim. */
export class Recorder {
  private lines: Array<string> = []
  private bytes = 0
  private noted = 0
  private stored = 0
  private readonly waiters = new Set<Waiter>()
  private timer: ReturnType<typeof setTimeout> | undefined
  private isAppending = false
  private isStopped = false
  private retryMs = 0
  /** Tries the append again that failed. Set while it waits for its time. */
  private retry: (() => void) | undefined
  private gap = 0
  private askedAt = Date.now()
  private readonly claim: Claim
  private readonly share: RecorderShare
  private readonly spill: Spill | undefined
  private readonly onFenced: (error: Fenced) => void
  /** Whether the engine took the last append. */
  isAvailable = true

  constructor(options: {
    readonly claim: Claim
    readonly share: RecorderShare
    readonly spill: Spill | undefined
    readonly onFenced: (error: Fenced) => void
  }) {
    this.claim = options.claim
    this.share = options.share
    this.spill = options.spill
    this.onFenced = options.onFenced
  }

  /** Takes a line. It is written within `flushMs`, or as soon as possible if it is urgent. Never waits. */
  note(line: string, urgent = false): void {
    if (this.isStopped) return
    this.noted++
    this.lines.push(line)
    this.count(line.length)
    if (this.bytes > this.share.bounds.sessionBytes || this.share.bytes > this.share.bounds.nodeBytes) this.makeRoom()
    if (this.isAppending || this.retryMs > 0) return
    if (urgent || this.bytes >= maxChunkBytes / 2) return this.start()
    this.timer ??= setTimeout(() => this.start(), this.share.flushMs)
  }

  /**
   * Succeeds with whether all that was noted until now is stored. Waits at most `within` milliseconds. An append that failed is tried again
   * at once, because the node may have no time for its wait.
   */
  flush(within: number): Effect.Effect<boolean> {
    return Effect.suspend(() => {
      if (this.stored >= this.noted) return Effect.succeed(true)
      if (this.isStopped) return Effect.succeed(false)
      const flushed = Effect.callback<boolean>((resume) => {
        const waiter: Waiter = { upTo: this.noted, resume: (stored) => resume(Effect.succeed(stored)) }
        this.waiters.add(waiter)
        if (this.retry !== undefined) this.retry()
        else if (!this.isAppending) this.start()
        return Effect.sync(() => {
          this.waiters.delete(waiter)
        })
      })
      return Effect.map(Effect.timeoutOption(flushed, within), (stored) => stored._tag === "Some" && stored.value)
    })
  }

  /** Asks whether the claim still stands, if nothing was written for 5 s. An idle owner would not notice another one. */
  probe(now: number): void {
    if (this.isStopped || this.isAppending || this.retryMs > 0 || now - this.askedAt < probeMs) return
    this.askedAt = now
    Effect.runFork(Effect.result(this.claim.check)).addObserver((exit) => {
      if (exit._tag !== "Success" || exit.value._tag === "Success" || this.isStopped) return
      const { failure } = exit.value
      if (failure._tag !== "Fenced") return
      this.stop()
      this.onFenced(failure)
    })
  }

  /** Takes no more lines and forgets what waits. */
  stop(): void {
    if (this.isStopped) return
    this.isStopped = true
    clearTimeout(this.timer)
    if (!this.isAvailable) this.share.unavailable--
    this.count(-this.bytes)
    this.lines = []
    this.spill?.remove()
    const waiters = [...this.waiters]
    this.waiters.clear()
    for (const { resume } of waiters) resume(false)
  }

  private count(bytes: number): void {
    this.bytes += bytes
    this.share.bytes += bytes
  }

  /** Moves what waits to disk. If the disk takes no more, it is lost, and the log says how much. */
  private makeRoom(): void {
    const { lines } = this
    this.lines = []
    this.count(-this.bytes)
    if (this.spill?.push(lines) === true) return
    this.gap += lines.length
    this.share.lost += lines.length
    this.stored += lines.length
  }

  /** The next chunk, the oldest lines first. */
  private next(): Array<string> {
    if (this.spill !== undefined && this.spill.lines > 0) return this.spill.take(maxChunkBytes / 2)
    let size = 0
    let end = 0
    for (; end < this.lines.length; end++) {
      size += Buffer.byteLength(this.lines[end] ?? "")
      if (end > 0 && size > maxChunkBytes / 2) break
    }
    const chunk = this.lines.slice(0, end)
    this.lines = this.lines.slice(end)
    this.count(-chunk.reduce((sum, line) => sum + line.length, 0))
    return chunk
  }

  private start(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.isAppending || this.isStopped) return
    const chunk = this.next()
    if (chunk.length === 0) return
    const { gap } = this
    this.gap = 0
    const size = chunk.length
    if (gap > 0) chunk.push(controlLine(Date.now(), { k: "gap", lines: gap }))
    this.append(chunk, size)
  }

  /** Tries until the outcome is certain. The same array continues the attempt. */
  private append(chunk: ReadonlyArray<string>, size: number): void {
    this.isAppending = true
    this.share.appends++
    const fiber = Effect.runFork(Effect.result(this.claim.append(chunk)))
    fiber.addObserver((exit) => {
      if (exit._tag === "Failure") return this.again(chunk, size)
      const result = exit.value
      if (result._tag === "Success") return this.acknowledged(size)
      this.refused(result.failure, chunk, size)
    })
  }

  private acknowledged(size: number): void {
    this.isAppending = false
    this.askedAt = Date.now()
    this.stored += size
    this.retryMs = 0
    if (this.isStopped) return
    if (!this.isAvailable) {
      this.isAvailable = true
      this.share.unavailable--
    }
    this.resumeStored()
    const isBehind = this.waiters.size > 0 || (this.spill?.lines ?? 0) > 0 || this.bytes >= maxChunkBytes / 2
    if (isBehind) return this.start()
    if (this.lines.length > 0) this.timer ??= setTimeout(() => this.start(), this.share.flushMs)
  }

  /** Resumes those whose lines are stored. They wait in the order of their lines, so the others are not looked at. */
  private resumeStored(): void {
    const due: Array<Waiter> = []
    for (const waiter of this.waiters) {
      if (waiter.upTo > this.stored) break
      due.push(waiter)
    }
    for (const waiter of due) this.waiters.delete(waiter)
    for (const { resume } of due) resume(true)
  }

  private refused(error: Fenced | EngineUnavailable, chunk: ReadonlyArray<string>, size: number): void {
    if (error._tag === "EngineUnavailable") return this.again(chunk, size)
    this.isAppending = false
    this.stop()
    this.onFenced(error)
  }

  private again(chunk: ReadonlyArray<string>, size: number): void {
    if (this.isStopped) return
    if (this.isAvailable) {
      this.isAvailable = false
      this.share.unavailable++
    }
    this.retryMs = Math.min(lastRetryMs, Math.max(firstRetryMs, this.retryMs * 2))
    this.retry = () => {
      clearTimeout(this.timer)
      this.timer = undefined
      this.retry = undefined
      if (!this.isStopped) this.append(chunk, size)
    }
    this.timer = setTimeout(this.retry, this.retryMs * (0.5 + Math.random() / 2))
  }
}
