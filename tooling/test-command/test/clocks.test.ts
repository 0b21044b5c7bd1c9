/** A machine's clock depends on what else the machine does, so no test reads it. */
import { globSync, readFileSync } from "node:fs"
import { assert, it } from "vitest"

const root = new URL("../../../", import.meta.url)

/** Files that read a clock, and why. None of them sets a limit on a duration. */
const allowed: ReadonlyMap<string, string> = new Map([
  ["packages/audio/test/NodePlayer.test.ts", "the clock is one of the fake timers"],
  ["packages/client/test/answering.ts", "a signature contains the time at which it was made"],
  ["packages/server/test/compatible.test.ts", "the test measures at least how long a real server takes"],
  ["packages/session/test/machineExample.ts", "the shell of an example gives its machine the time"],
  ["packages/transport-compliance/test/broken/events.ts", "the broken adapter of this test reads a clock"],
  ["packages/transport-webrtc/test/chromium.test.ts", "two processes compare their clocks"],
  ["packages/transport-webrtc/test/chromium/calls.ts", "two processes compare their clocks"],
  ["tooling/integration/test/clientHttp.test.ts", "an expiry lies between two times, at any distance"],
  ["tooling/integration/test/simulation/main.ts", "a program prints how long it took"]
])

const clock = /\b(Date\.now|performance\.now|process\.hrtime)\b/

it("no test reads the clock of the machine", () => {
  const tests = ["packages", "apps", "tooling"].flatMap((group) =>
    globSync(`${group}/*/test/**/*.{ts,tsx}`, { cwd: root, exclude: (name) => name === "node_modules" })
  )
  assert.isAbove(tests.length, 200)
  const here = "tooling/test-command/test/clocks.test.ts"
  const reading = tests
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file !== here && clock.test(readFileSync(new URL(file, root), "utf8")))
  assert.deepStrictEqual(
    reading.filter((file) => !allowed.has(file)),
    [],
    "Give the test a clock of its own, or assert an order of events. Measure in tooling/bench."
  )
})
