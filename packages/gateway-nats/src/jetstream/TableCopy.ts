/** The rows of a table as one consumer delivered them, and whether they are all. */
import type { Msg } from "@nats-io/transport-node"
import * as Effect from "effect/Effect"

interface Row<A> {
  readonly seq: number
  /** `undefined` if the message cannot be read. */
  readonly value: A | undefined
}

/** Where the message of a push consumer stands, which its reply subject names. It has more parts in newer servers. */
export const standing = ({ reply = "" }: Msg): { readonly seq: number; readonly delivered: number } => {
  const parts = reply.split(".")
  const at = parts.length > 9 ? 7 : 5
  return { seq: Number(parts[at]), delivered: Number(parts[at + 1]) }
}

/** What the server says of its table and of the consumer. */
export interface Said {
  /** The last sequence of the stream, and the number of its subjects. */
  readonly lastSeq: number
  readonly subjects: number
  /** What the consumer has delivered, and what it still has to deliver. */
  readonly delivered: number
  readonly pending: number
}

/** `lost` says that messages did not come, and `other` that rows were removed without a word. */
export type CopyState = "whole" | "other" | "lost"

/** Nothing may come for this many milliseconds while something is due. */
const stalledMs = 500
/** A server that is behind the leader may take this many milliseconds. */
const behindMs = 100

export class TableCopy<A> {
  private readonly rows = new Map<string, Row<A>>()
  private seq = 0
  private delivered = 0
  private isBroken = false
  private onMore = (): void => {}
  private readonly read: (data: Uint8Array) => A | undefined

  constructor(read: (data: Uint8Array) => A | undefined) {
    this.read = read
  }

  /** Takes the next message. A number that was left out says that messages were lost on the way. */
  take(message: Msg): void {
    const { delivered, seq } = standing(message)
    if (delivered !== this.delivered + 1) this.isBroken = true
    this.delivered = delivered
    this.seq = seq
    this.rows.set(message.subject, { seq, value: this.read(message.data) })
    this.onMore()
  }

  /** A row was removed, as it stood at this sequence. A later one stays. */
  removed(subject: string, seq: number): void {
    const row = this.rows.get(subject)
    if (row !== undefined && row.seq <= seq) this.rows.delete(subject)
  }

  /** Waits until all that the server named has come, and says whether the copy is the table. */
  state({ delivered, lastSeq, pending, subjects }: Said): Effect.Effect<CopyState> {
    return Effect.gen({ self: this }, function* () {
      if (!(yield* this.until(stalledMs, () => this.delivered >= delivered + pending))) return "lost"
      // The last message may be removed already. Then nothing comes, and it is not waited for again.
      if (!(yield* this.until(behindMs, () => this.seq >= lastSeq))) this.seq = lastSeq
      if (this.isBroken) return "lost"
      return this.seq > lastSeq || this.rows.size === subjects ? "whole" : "other"
    })
  }

  /** The rows that can be read. */
  values(): ReadonlyArray<A> {
    const all: Array<A> = []
    for (const { value } of this.rows.values()) if (value !== undefined) all.push(value)
    return all
  }

  /** Returns false if nothing came for so long. */
  private until(ms: number, holds: () => boolean): Effect.Effect<boolean> {
    return Effect.suspend(() => {
      if (holds() || this.isBroken) return Effect.succeed(true)
      return Effect.callback<boolean>((resume) => {
        const end = (came: boolean): void => {
          clearTimeout(timer)
          this.onMore = () => {}
          resume(Effect.succeed(came))
        }
        const timer = setTimeout(() => end(false), ms)
        this.onMore = () => {
          if (holds() || this.isBroken) end(true)
          else timer.refresh()
        }
        return Effect.sync(() => {
          clearTimeout(timer)
          this.onMore = () => {}
        })
      })
    })
  }
}
