/** What a node stands on. */
import type { AudioStore } from "./AudioStore.ts"
import type { Nodes } from "./Nodes.ts"
import type { Secrets } from "./Secrets.ts"
import type { SessionBus } from "./SessionBus.ts"
import type { SessionLog } from "./SessionLog.ts"
import type { SessionRegistry } from "./SessionRegistry.ts"
import type { TenantLimits } from "./TenantLimits.ts"
import type { UsageLog } from "./UsageLog.ts"

/** All services of a node. An engine is a layer of them. */
export type Engine = AudioStore | Nodes | Secrets | SessionBus | SessionLog | SessionRegistry | TenantLimits | UsageLog
