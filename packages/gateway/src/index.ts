/** The services of a gateway for realtime voice, and the engine in memory. See `@antiphon/gateway/node` for a node of it. */
export { EngineUnavailable, Fenced, LogBroken, NoSuchSession, SessionExists } from "./GatewayError.ts"
export { freshToken, type Token, token } from "./Token.ts"

// The services. For authors of engines.
export type { Engine } from "./services/Engine.ts"
export { type Chunk, type Claim, maxChunkBytes, SessionLog } from "./services/SessionLog.ts"
export { type SessionRecord, SessionRegistry } from "./services/SessionRegistry.ts"
export { observerBound, type Owner, type Seen, SessionBus } from "./services/SessionBus.ts"
export { heartbeatMs, nodeExpiryMs, type NodeRecord, Nodes } from "./services/Nodes.ts"
export { type Place, type Rate, TenantLimits } from "./services/TenantLimits.ts"
export { type BookedUsage, UsageLog, type UsageRecord } from "./services/UsageLog.ts"
export { type Grant, Secrets } from "./services/Secrets.ts"
export { type AudioSegment, AudioStore, maxSegmentBytes, type SegmentName } from "./services/AudioStore.ts"

// The engine in memory.
export { memoryEngine } from "./memory/memoryEngine.ts"
export { type MemoryBounds, MemoryStore } from "./memory/MemoryStore.ts"
