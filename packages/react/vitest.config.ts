import { configDefaults, defineConfig } from "vitest/config"

const exclude = [...configDefaults.exclude, "test/long/**"]

export default defineConfig({ test: { exclude, testTimeout: 60_000, hookTimeout: 60_000, isolate: false } })
