/** The engine of a single node: logs, list, secrets, use and sound in a folder, the rest in memory. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { EngineUnavailable } from "../GatewayError.ts"
import { memoryBus } from "../memory/bus.ts"
import { memoryLimits } from "../memory/limits.ts"
import { MemoryStore } from "../memory/MemoryStore.ts"
import { memoryNodes } from "../memory/nodes.ts"
import type { Engine } from "../services/Engine.ts"
import { SessionLog } from "../services/SessionLog.ts"
import type { Token } from "../Token.ts"
import { fileAudio } from "./audio.ts"
import { fileLog, onDisk } from "./log.ts"
import { fileRegistry, fileSecrets, fileUsage } from "./tables.ts"

/**
 * All services of one node in a folder. What was acknowledged is on disk, and a restart finds its sessions again. One process uses
 * a folder at a time.
 */
export const fileEngine = (options: {
  readonly node: Token
  readonly folder: string
}): Layer.Layer<Engine, EngineUnavailable> => {
  const { folder, node } = options
  const store = new MemoryStore()
  const files = Layer.mergeAll(
    Layer.effect(SessionLog, fileLog(node, join(folder, "log"))),
    fileRegistry(folder, store),
    fileSecrets(folder, store),
    fileUsage(join(folder, "usage"), store),
    fileAudio(join(folder, "audio"))
  )
  const made = onDisk("making the folder", () => mkdir(folder, { recursive: true, mode: 0o700 }))
  return Layer.unwrap(Effect.as(made, Layer.mergeAll(files, memoryBus(store), memoryNodes(store), memoryLimits(store))))
}
