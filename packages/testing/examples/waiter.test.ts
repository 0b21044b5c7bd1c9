import { assertSameSound, makeEar, said, speech, startServer } from "@antiphon/testing"
import { expect, it } from "vitest"
import { openWaiter } from "./waiter.ts"

const voice = speech(2000)
const script = {
  turns: [
    { calls: [{ name: "order", arguments: { dish: "soup" } }] },
    { say: "Your soup comes in five minutes.", voice }
  ]
} as const

it("an order reaches the kitchen, and the answer reaches the guest", async () => {
  await using server = await startServer(script)
  const ear = makeEar()
  const orders: Array<string> = []
  await using waiter = await openWaiter({ url: server.url, speaker: ear }, async (dish) => {
    orders.push(dish)
    return "in five minutes"
  })
  await waiter.sendText("A soup, please.")
  await ear.listen(2000)

  expect(orders).toEqual(["soup"])
  assertSameSound(ear.heard().samples, voice)
})

it("an interruption stops the answer, and the model knows how much was heard", async () => {
  await using server = await startServer(script)
  const ear = makeEar()
  await using waiter = await openWaiter({ url: server.url, speaker: ear }, async () => "in five minutes")
  await waiter.sendText("A soup, please.")
  await ear.listen(1200)
  await waiter.interrupt()

  await server.receives("conversation.item.truncate", { audio_end_ms: 1200 })
  await expect.poll(() => said(waiter).at(-1)?.heard).toBe("Your soup comes in")
})
