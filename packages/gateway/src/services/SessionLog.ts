/** The record of each session, and the only lock there is: a claim is a record in the session's own log. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { EngineUnavailable, Fenced, LogBroken, NoSuchSession, SessionExists } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** The bytes that the lines of one append may have at most. An engine takes every append up to this size. */
export const maxChunkBytes = 256 * 1024

/** One append, or one claim. */
export interface Chunk {
  /** Grows from chunk to chunk of a session. It may skip numbers. */
  readonly position: number
  /** The number of the claim under which it was written. The first claim has 1. */
  readonly epoch: number
  readonly node: Token
  readonly kind: "claim" | "lines"
  /** Each is one JSON text without a line break. A claim has none. */
  readonly lines: ReadonlyArray<string>
}

/** The right to write the log of a session. It ends when another claim is made. */
export interface Claim {
  readonly sid: Token
  readonly epoch: number
  /** The position of the claim itself. Everything before it is settled and does not change any more. */
  readonly position: number
  /** The position of the session's first claim. A session that was erased and made again has another. */
  readonly first: number
  /**
   * Appends the lines as one chunk and returns its position. They are stored once, however often the engine tries.
   * Call it again only after it has ended. `EngineUnavailable` leaves open whether the chunk was stored. The next call with the
   * same array continues that attempt and does not store it twice.
   */
  readonly append: (lines: ReadonlyArray<string>) => Effect.Effect<number, Fenced | EngineUnavailable>
  /** Fails with `Fenced` if another claim was made. An owner that wrote nothing for 5 s asks. */
  readonly check: Effect.Effect<void, Fenced | EngineUnavailable>
}

/**
 * Keeps the chunks of all sessions. An acknowledged chunk survives the death of the node, and a chunk of an older claim is never
 * stored after a newer claim.
 */
export class SessionLog extends Context.Service<
  SessionLog,
  {
    /**
     * Claims a session. The claims and appends of all earlier holders fail with `Fenced` from then on. A `fresh` claim makes the
     * session, any other needs one that exists.
     */
    readonly claim: (
      sid: Token,
      options: { readonly fresh: boolean }
    ) => Effect.Effect<Claim, NoSuchSession | SessionExists | EngineUnavailable>
    /**
     * Returns the chunks in order. The chain was checked. With `to`, the answer is complete up to that position, or it fails with
     * `EngineUnavailable`. Returns an empty array if there is no such session.
     */
    readonly read: (
      sid: Token,
      options?: { readonly to?: number }
    ) => Effect.Effect<ReadonlyArray<Chunk>, EngineUnavailable | LogBroken>
    /** Removes the whole log of a session. A claim on it is fenced. */
    readonly erase: (sid: Token) => Effect.Effect<void, EngineUnavailable>
  }
>()("@antiphon/gateway/SessionLog") {}
