import { describe } from "vitest"
import { compliance } from "@antiphon/transport-compliance/vitest"
import { memory } from "./memory.ts"

describe("the in-memory pair", { concurrent: true }, () => {
  compliance(memory("events"))
  compliance(memory("events", "server"))
  compliance(memory("tracks"))
  compliance(memory("tracks", "server"))
  compliance({ ...memory("tracks", "client", { delay: "3 millis" }), name: "in memory (delayed)" })
})
