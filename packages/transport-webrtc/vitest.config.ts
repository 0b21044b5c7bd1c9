import { configDefaults, defineConfig } from "vitest/config"

const exclude = [...configDefaults.exclude, "test/long/**"]

/** The files share a worker, because most of them import the same modules. No test may keep state in a module. */
export default defineConfig({ test: { exclude, testTimeout: 60_000, hookTimeout: 60_000, isolate: false } })
