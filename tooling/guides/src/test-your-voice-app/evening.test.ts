import { readFile } from "@antiphon/recording/node"
import { replayTransport } from "@antiphon/recording"
import * as Effect from "effect/Effect"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { openWaiter } from "./waiter.ts"

const path = fileURLToPath(new URL("evening.jsonl", import.meta.url))

it("the recorded evening still goes the same way", async () => {
  const recording = await Effect.runPromise(readFile(path))
  const transport = replayTransport(recording, { speed: Infinity, stepTimeout: 5000 })
  const orders: Array<string> = []
  await using waiter = await openWaiter({ key: "none", transport }, async (dish) => {
    orders.push(dish)
    return `${dish} in five minutes`
  })
  await waiter.configure({ type: "realtime", output_modalities: ["text"] })
  const said = new Promise((resolve) => waiter.on("response.output_text.done", ({ text }) => resolve(text)))
  await waiter.sendText("A soup, please.")

  expect(await said).toBe("Your soup comes in five minutes.")
  expect(orders).toEqual(["soup"])
})
