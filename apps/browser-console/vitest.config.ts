import { defineConfig } from "vitest/config"

/** The tests in a browser share one page server and take turns. */
export default defineConfig({
  test: { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 30_000 } } }
})
