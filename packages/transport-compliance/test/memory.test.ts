import { compliance } from "@antiphon/transport-compliance/vitest"
import { memory } from "./memory.ts"

compliance(memory("events"))
compliance(memory("events", "server"))
compliance(memory("tracks"))
compliance(memory("tracks", "server"))
