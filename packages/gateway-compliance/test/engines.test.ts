import { MemoryStore, memoryEngine } from "@antiphon/gateway"
import { fileEngine } from "@antiphon/gateway/node"
import type { Adapter } from "@antiphon/gateway-compliance"
import { compliance } from "@antiphon/gateway-compliance/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const memory: Adapter = {
  name: "the engine in memory",
  nodes: "many",
  open: Effect.sync(() => {
    const store = new MemoryStore()
    return { node: (node) => Layer.build(memoryEngine({ node, store })) }
  })
}

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "antiphon-compliance-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

const files: Adapter = {
  name: "the engine in local files",
  nodes: "one",
  open: Effect.map(folder, (path) => ({ node: (node) => Layer.build(fileEngine({ node, folder: path })) }))
}

compliance(memory)
compliance(files)
