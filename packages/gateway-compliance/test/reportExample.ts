// report.ts
import { MemoryStore, memoryEngine } from "@antiphon/gateway"
import { type Adapter, run, toText } from "@antiphon/gateway-compliance"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const adapter: Adapter = {
  name: "the engine in memory",
  nodes: "many",
  open: Effect.sync(() => {
    const store = new MemoryStore()
    return { node: (node) => Layer.build(memoryEngine({ node, store })) }
  })
}

const report = await Effect.runPromise(run(adapter))
process.stdout.write(`${toText(report)}\n`)
