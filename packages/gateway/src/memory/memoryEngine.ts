/** The engine in memory, for one process and for tests of several nodes. */
import * as Layer from "effect/Layer"
import type { Engine } from "../services/Engine.ts"
import type { Token } from "../Token.ts"
import { memoryBus } from "./bus.ts"
import { memoryLimits } from "./limits.ts"
import { memoryLog } from "./log.ts"
import { MemoryStore } from "./MemoryStore.ts"
import { memoryNodes, memoryRegistry, memorySecrets } from "./nodes.ts"
import { memoryAudio, memoryUsage } from "./usage.ts"

/** All services of a node in memory. Nodes that share a store are nodes of one gateway. */
export const memoryEngine = (options: { readonly node: Token; readonly store?: MemoryStore }): Layer.Layer<Engine> => {
  const store = options.store ?? new MemoryStore()
  return Layer.mergeAll(
    memoryLog(options.node, store),
    memoryRegistry(store),
    memoryBus(store),
    memoryNodes(store),
    memoryLimits(store),
    memorySecrets(store),
    memoryUsage(store),
    memoryAudio(store)
  )
}
