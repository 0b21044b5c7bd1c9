import { defineConfig } from "vitest/config"

/** What takes longer than a test of every change may. It installs from npm. */
export default defineConfig({ test: { include: ["test/long/*.test.ts"], testTimeout: 240_000, hookTimeout: 300_000 } })
