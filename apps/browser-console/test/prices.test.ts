import { initial } from "@antiphon/session"
import { expect, it } from "vitest"
import { costOf, dollars, pricesFor } from "../src/state/prices.ts"

const usage = {
  ...initial.usage,
  responses: {
    input: { text: 1_000_000, audio: 1_000_000, image: 0, other: 5 },
    cached: { text: 500_000, audio: 0, image: 0, other: 0 },
    output: { text: 0, audio: 1_000_000, image: 0, other: 0 }
  }
}

it("a session costs its fresh, cached and output tokens at the prices of its model", () => {
  expect(costOf(usage, "gpt-realtime")).toEqual({ amount: 2 + 0.2 + 32 + 64, unpriced: 5 })
})

it("a dated name has the prices of its model, and a model without prices has no cost", () => {
  expect(pricesFor("gpt-realtime-2025-08-28")).toBe(pricesFor("gpt-realtime"))
  expect(pricesFor("gpt-realtime-mini-2025-12-15")).toBe(pricesFor("gpt-realtime-mini"))
  expect(pricesFor("gpt-realtime-2")).toBeUndefined()
  expect(costOf(usage, "my-model")).toBeUndefined()
})

it("an amount has as many digits as say something", () => {
  expect([0, 0.00123, 0.0456, 12.345].map(dollars)).toEqual(["$0", "$0.0012", "$0.046", "$12.35"])
})
