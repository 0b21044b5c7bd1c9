/** A machine's clock depends on what else the machine does, so no test reads it. */
import { globSync, readFileSync } from "node:fs"
import { assert, it } from "vitest"

const root = new URL("../../../", import.meta.url)

/** Files that read a clock, and why. None of them sets a limit on a duration. */
const allowed: ReadonlyMap<string, string> = new Map([
  ["packages/audio/test/NodePlayer.test.ts", "the clock is one of the fake timers"],
  ["packages/client/test/answering.ts", "a signature contains the time at which it was made"],
  ["packages/server/test/compatible.test.ts", "the test measures at least how long a real server takes"],
  ["packages/gateway/test/simulation/SimulatedNode.ts", "the clock is one of the fake timers"],
  ["packages/gateway/test/simulation/User.ts", "the clock is one of the fake timers"],
  ["packages/gateway/test/life.test.ts", "the fake date begins later than the machine's"],
  ["packages/gateway-nats/test/servers.test.ts", "the test puts the clock of its process forward"],
  ["packages/gateway/test/owner.test.ts", "an owner is given times that lie ahead of the machine's"],
  ["packages/gateway/test/files.test.ts", "an expiry lies in the future"],
  ["packages/session/test/machineExample.ts", "the shell of an example gives its machine the time"],
  ["packages/telephony/test/control.test.ts", "a signature contains the time at which it was made"],
  ["packages/transport-compliance/test/broken/events.ts", "the broken adapter of this test reads a clock"],
  ["packages/transport-webrtc/test/chromium.test.ts", "two processes compare their clocks"],
  ["packages/transport-webrtc/test/chromium/calls.ts", "two processes compare their clocks"],
  ["tooling/integration/test/clientHttp.test.ts", "an expiry lies between two times, at any distance"],
  ["tooling/integration/test/simulation/main.ts", "a program prints how long it took"]
])

/** A wait for a while. A test that waits so is slow on a quiet machine and fails on a busy one. */
const pause = /\bsetTimeout\(\s*(resolve|done),\s*\d|\btimers\/promises\b/

/** Files that pause, and why. */
const allowedPauses: ReadonlyMap<string, string> = new Map([
  ["packages/telephony/test/tools.test.ts", "the pause is the slow tool of the test, which outlasts another timer"],
  ["tooling/guides/test/phone.test.ts", "the programs of the guide do not say when they listen, so their port is asked"]
])

const clock = /\b(Date\.now|performance\.now|process\.hrtime)\b/

/** The files of tests that contain the pattern. */
const filesWith = (pattern: RegExp): ReadonlyArray<string> => {
  const tests = ["packages", "apps", "tooling"].flatMap((group) =>
    globSync(`${group}/*/test/**/*.{ts,tsx}`, { cwd: root, exclude: (name) => name === "node_modules" })
  )
  assert.isAbove(tests.length, 200)
  const here = "tooling/test-command/test/clocks.test.ts"
  return tests
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file !== here && pattern.test(readFileSync(new URL(file, root), "utf8")))
}

it("no test reads the clock of the machine", () => {
  const reading = filesWith(clock)
  assert.deepStrictEqual(
    reading.filter((file) => !allowed.has(file)),
    [],
    "Give the test a clock of its own, or assert an order of events. Measure in tooling/bench."
  )
})

it("no test pauses until something may have happened", () => {
  // The long runs let memory settle before they measure it.
  const pausing = filesWith(pause).filter((file) => !file.includes("/test/long/") && !allowedPauses.has(file))
  assert.deepStrictEqual(pausing, [], "Wait for the event itself.")
})
