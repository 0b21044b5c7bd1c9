import { openFixture, said } from "@antiphon/testing"
import { expect, it } from "vitest"
import { openWaiter } from "./waiter.ts"

it("the recorded evening still goes the same way", async () => {
  await using service = await openFixture(new URL("evening.jsonl", import.meta.url))
  const orders: Array<string> = []
  await using waiter = await openWaiter({ url: service.url }, async (dish) => {
    orders.push(dish)
    return `${dish} in five minutes`
  })
  const answered = new Promise((resolve) => waiter.on("response.output_audio_transcript.done", resolve))
  await waiter.sendText("A soup, please.")
  await answered

  expect(orders).toEqual(["soup"])
  expect(said(waiter).at(-1)?.text).toBe("Your soup comes in five minutes.")
  await service.finished()
})
