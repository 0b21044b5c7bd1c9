/** What each tenant used. A customer's billing reads it, and books it in a database of its own. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { Token } from "../Token.ts"

/** The use of one response or one transcription. */
export interface UsageRecord {
  readonly tenant: Token
  readonly sid: Token
  /** The id of the response, or of the item and part that was transcribed. With `sid` it names the record. */
  readonly id: string
  readonly kind: "response" | "transcription"
  readonly model: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** The `usage` of the event, as the upstream sent it, or `null` if it sent none. */
  readonly usage: unknown
}

/** A record with its place in the tenant's list. */
export interface BookedUsage extends UsageRecord {
  /** Grows from record to record of a tenant. */
  readonly position: number
}

export class UsageLog extends Context.Service<
  UsageLog,
  {
    /** Books a record. Returns false if one of the same `sid` and `id` is booked already. */
    readonly record: (record: UsageRecord) => Effect.Effect<boolean, EngineUnavailable>
    /** Returns a tenant's records after a position, in order, at most `limit`. The limit defaults to 1,000. */
    readonly read: (
      tenant: Token,
      options?: { readonly after?: number; readonly limit?: number }
    ) => Effect.Effect<ReadonlyArray<BookedUsage>, EngineUnavailable>
  }
>()("@antiphon/gateway/UsageLog") {}
