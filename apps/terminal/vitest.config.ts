import { defineConfig } from "vitest/config"

/** Most tests here start the command in a process of its own. */
export default defineConfig({ test: { testTimeout: 60_000 } })
