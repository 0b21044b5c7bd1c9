import { defineConfig } from "vitest/config"

/** What takes longer than a test of every change may. */
export default defineConfig({ test: { include: ["test/long/*.ts"], testTimeout: 120_000, hookTimeout: 60_000 } })
