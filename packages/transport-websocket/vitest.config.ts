import { configDefaults, defineConfig } from "vitest/config"

const exclude = [...configDefaults.exclude, "test/long/**"]

/**
 * The files share workers, because most of them import the same modules. No test may keep state in a module. There
 * are two workers, because the files that drive a browser mostly wait for it.
 */
export default defineConfig({
  test: { exclude, testTimeout: 60_000, hookTimeout: 60_000, isolate: false, maxWorkers: 2 }
})
