import { defineConfig } from "vitest/config"

/** What takes longer than a test of every change may. */
export default defineConfig({
  test: {
    include: ["test/long/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } }
  }
})
