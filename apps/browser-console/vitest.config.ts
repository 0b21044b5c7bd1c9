import { defineConfig } from "vitest/config"

/** These tests mostly wait for speech, so two files at once cost little more than one. */
export default defineConfig({
  test: { testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2, expect: { poll: { timeout: 30_000 } } }
})
