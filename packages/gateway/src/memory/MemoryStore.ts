/** What the nodes of one process share. It ends with the process. */
import type { Effect } from "effect/Effect"
import type { AudioSegment } from "../services/AudioStore.ts"
import type { NodeRecord } from "../services/Nodes.ts"
import type { Seen } from "../services/SessionBus.ts"
import type { Chunk } from "../services/SessionLog.ts"
import type { SessionRecord } from "../services/SessionRegistry.ts"
import type { Place } from "../services/TenantLimits.ts"
import type { BookedUsage } from "../services/UsageLog.ts"
import type { Token } from "../Token.ts"
import { Grants } from "./Grants.ts"

/** A node that answers for a session. */
export interface MemoryOwner {
  readonly answer: (question: unknown) => Effect<unknown>
  readonly readers: Set<(seen: Seen) => void>
}

/** How much a store holds. Beyond it the engine says that it is full. */
export interface MemoryBounds {
  /** Defaults to 256 MB of log lines. */
  readonly logBytes?: number
  /** Defaults to 256 MB of audio. */
  readonly audioBytes?: number
  /** Defaults to 64 MB of client secrets. */
  readonly secretBytes?: number
}

/** Give one store to several nodes of a process, and they are nodes of one gateway. */
export class MemoryStore {
  readonly bounds: Required<MemoryBounds>
  position = 0
  logBytes = 0
  audioBytes = 0
  readonly logs = new Map<Token, Array<Chunk>>()
  readonly records = new Map<Token, SessionRecord>()
  readonly owners = new Map<Token, MemoryOwner>()
  readonly nodes = new Map<Token, { readonly record: NodeRecord; readonly until: number }>()
  readonly places = new Map<Token, Map<Token, Place>>()
  readonly windows = new Map<string, { start: number; spent: number }>()
  readonly usage = new Map<Token, { readonly seen: Set<string>; readonly records: Array<BookedUsage> }>()
  readonly grants = new Grants()
  readonly audio = new Map<Token, Map<string, AudioSegment>>()

  constructor(bounds: MemoryBounds = {}) {
    this.bounds = {
      logBytes: bounds.logBytes ?? 256e6,
      audioBytes: bounds.audioBytes ?? 256e6,
      secretBytes: bounds.secretBytes ?? 64e6
    }
  }
}
