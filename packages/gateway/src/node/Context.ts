/** What the parts of a node share. */
import type * as Effect from "effect/Effect"
import type { AudioStore } from "../services/AudioStore.ts"
import type { Engine } from "../services/Engine.ts"
import type { SessionBus } from "../services/SessionBus.ts"
import type { SessionLog } from "../services/SessionLog.ts"
import type { SessionRegistry } from "../services/SessionRegistry.ts"
import type { TenantLimits } from "../services/TenantLimits.ts"
import type { UsageLog } from "../services/UsageLog.ts"
import type { RecorderShare } from "../session/Recorder.ts"
import type { Token } from "../Token.ts"
import type { LiveSession } from "./LiveSession.ts"
import type { ResumeTokens } from "./ResumeToken.ts"
import type { Settings } from "./Settings.ts"

/** What a node counts since it started. */
export interface Counters {
  opened: number
  resumed: number
  refused: number
  fenced: number
  ended: number
  renewed: number
  framesIn: number
  framesOut: number
  usageWaiting: number
  usageLost: number
  audioLost: number
}

export interface NodeContext {
  readonly settings: Settings
  readonly log: SessionLog["Service"]
  readonly registry: SessionRegistry["Service"]
  readonly bus: SessionBus["Service"]
  readonly limits: TenantLimits["Service"]
  readonly usage: UsageLog["Service"]
  readonly audio: AudioStore["Service"]
  readonly tokens: ResumeTokens
  readonly share: RecorderShare
  readonly counters: Counters
  readonly sessions: Map<Token, LiveSession>
  /** Runs until it ends or the node does. Its failure is ignored. */
  readonly run: (effect: Effect.Effect<unknown, unknown, Engine>) => void
  /** The same for what is written to the engine. A node that leaves waits for it. */
  readonly write: (effect: Effect.Effect<unknown, unknown, Engine>) => void
}
