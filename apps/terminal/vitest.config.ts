import { defineConfig } from "vitest/config"

/**
 * The files share one worker, because most of them import the whole command, and its voices are loaded once. None of them
 * keeps state in a module.
 */
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 60_000, isolate: false, maxWorkers: 1 } })
