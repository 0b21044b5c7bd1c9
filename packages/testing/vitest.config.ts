import { defineConfig } from "vitest/config"

/** `node.test.ts` is for `node:test`. A test of the README runs it. */
export default defineConfig({
  test: { isolate: false, maxWorkers: 1, exclude: ["**/node_modules/**", "**/dist/**", "examples/node.test.ts"] }
})
