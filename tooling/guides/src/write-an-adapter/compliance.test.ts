import { compliance } from "@antiphon/transport-compliance/vitest"
import { adapter } from "./adapter.ts"

compliance(adapter)
