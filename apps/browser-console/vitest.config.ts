import { configDefaults, defineConfig } from "vitest/config"

/** The files that drive a browser. */
const pages = ["test/{browser,inspector,keys}.test.ts"]

/**
 * The tests of pages mostly wait for speech, so two files at once cost little more than one. The other files share a
 * worker, because a worker for each costs more than their tests. No test of theirs may keep state in a module.
 */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      { extends: true, test: { name: "pages", include: pages } },
      {
        extends: true,
        test: { name: "state", exclude: [...configDefaults.exclude, ...pages, "test/long/**"], isolate: false }
      }
    ]
  }
})
