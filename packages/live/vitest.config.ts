import { defineConfig } from "vitest/config"

/** The files share one worker, because most of them import the same modules and other packages run beside them. No test may keep state in a module. */
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000, isolate: false, maxWorkers: 1 } })
