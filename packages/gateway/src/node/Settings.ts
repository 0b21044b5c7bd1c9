/** How a node is set up. */
import type * as Redacted from "effect/Redacted"
import type { Upstream } from "../relay/Upstream.ts"
import type { Tenant } from "../http/Tenants.ts"
import type { Token } from "../Token.ts"

export interface GatewayOptions {
  /** The name of this node, unique among the nodes of the gateway. */
  readonly node: Token
  readonly upstream: Upstream
  /** Who may come in. Without tenants everyone is admitted as the tenant `default`, so listen on loopback alone. */
  readonly tenants?: ReadonlyArray<Tenant>
  /** Sign resume tokens. The first signs and all verify, so put a new one in front. Defaults to a random one of this process. */
  readonly tokenSecrets?: ReadonlyArray<Redacted.Redacted<string>>
  /** How long lines may wait to be written, in milliseconds. Defaults to 100. */
  readonly flushMs?: number
  /** How long the upstream is kept for a client that was lost, in milliseconds. Defaults to 30,000. */
  readonly graceMs?: number
  /** How long a session without a client can be resumed, in milliseconds. Defaults to 10 minutes. */
  readonly resumeMs?: number
  /** How long a drain waits for moments between turns, in milliseconds. Defaults to 120,000. */
  readonly drainMs?: number
  /** How long before the end of an upstream's session to look for a moment to renew it, in milliseconds. Defaults to 2 minutes. */
  readonly renewMarginMs?: number
  /** The sessions of this node at most. Defaults to 2,000. */
  readonly maxSessions?: number
  /** Whether sound is kept. Defaults to true. */
  readonly audio?: boolean
  /** What may wait while the engine is unavailable. */
  readonly buffer?: {
    /** Bytes of one session in memory. Defaults to 2 MB. */
    readonly sessionBytes?: number
    /** Bytes of all sessions in memory. Defaults to 256 MB. */
    readonly nodeBytes?: number
    /** A folder for what does not fit. Without it, lines beyond the bounds are lost and the log says how many. */
    readonly spillDir?: string
    /** Bytes of one session on disk. Defaults to 64 MB. */
    readonly spillBytes?: number
  }
}

/** The options with their defaults. */
export const settingsOf = (options: GatewayOptions) => ({
  node: options.node,
  upstream: options.upstream,
  graceMs: options.graceMs ?? 30_000,
  resumeMs: options.resumeMs ?? 600_000,
  drainMs: options.drainMs ?? 120_000,
  renewMarginMs: options.renewMarginMs ?? 120_000,
  maxSessions: options.maxSessions ?? 2_000,
  audio: options.audio ?? true,
  flushMs: options.flushMs ?? 100,
  sessionBytes: options.buffer?.sessionBytes ?? 2e6,
  nodeBytes: options.buffer?.nodeBytes ?? 256e6,
  spillDir: options.buffer?.spillDir,
  spillBytes: options.buffer?.spillBytes ?? 64e6
})

export type Settings = ReturnType<typeof settingsOf>
