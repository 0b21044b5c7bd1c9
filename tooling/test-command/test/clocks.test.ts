/** What a machine's clock shows depends on what else the machine does, so no test reads it. */
import { globSync, readFileSync } from "node:fs"
import { assert, it } from "vitest"

const root = new URL("../../../", import.meta.url)

/** Files that read a clock and bound no duration by it. */
const allowed: ReadonlyMap<string, string> = new Map([
  ["packages/audio/test/NodePlayer.test.ts", "under fake timers, which this clock belongs to"],
  ["packages/client/test/answering.ts", "a signature carries the time at which it was made"],
  ["packages/server/test/compatible.test.ts", "how long a real server has to be waited for, from below"],
  ["packages/transport-compliance/test/broken/events.ts", "an adapter that is broken in this very way"],
  ["packages/transport-webrtc/test/chromium.test.ts", "two processes compare their clocks"],
  ["packages/transport-webrtc/test/chromium/calls.ts", "two processes compare their clocks"],
  ["tooling/integration/test/clientHttp.test.ts", "an expiry lies between two times, however far they are apart"],
  ["tooling/integration/test/simulation/main.ts", "a program, which says how long it took"]
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
