import { defineConfig } from "vitest/config"

/** Most of the time of these tests is speech, which is waited for: two files at once cost little more than one. */
export default defineConfig({
  test: { testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2, expect: { poll: { timeout: 30_000 } } }
})
