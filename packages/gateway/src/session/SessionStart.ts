/** What a session begins with. */
import type { SessionState } from "@antiphon/session"
import type { UpstreamAsk } from "../relay/Upstream.ts"
import type { Claim } from "../services/SessionLog.ts"
import type { Token } from "../Token.ts"
import type { Opened } from "./openReplayed.ts"

/** What a session begins with. */
export interface SessionStart {
  readonly sid: Token
  readonly tenant: Token
  readonly ask: UpstreamAsk
  readonly claim: Claim
  readonly opened: Opened
  /** What was said before, or the empty state. */
  readonly state: SessionState
  /** The ids of injections that were made before. */
  readonly injected: ReadonlySet<string>
}
