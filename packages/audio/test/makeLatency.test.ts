import { expect, it } from "vitest"
import { makeLatency } from "../src/devices/makeLatency.ts"

/** A context that counts how often its device is asked. */
const makeContext = () => ({
  baseLatency: 0.01,
  asked: 0,
  get outputLatency() {
    this.asked += 1
    return 0.2
  }
})

it("the latency of a device is what the context says", () => {
  const context = makeContext()
  expect(makeLatency(context, "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0")()).toBeCloseTo(210)
})

it("Firefox, which freezes a page that asks at the wrong moment, is never asked", () => {
  const context = makeContext()
  expect(makeLatency(context, "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0")()).toBeCloseTo(
    50
  )
  expect(context.asked).toBe(0)
})
