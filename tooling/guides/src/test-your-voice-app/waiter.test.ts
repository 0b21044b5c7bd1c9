import { conversation, heardOf, transcript } from "@antiphon/client"
import type { Script } from "@antiphon/server"
import { expect, it } from "vitest"
import { makeEar } from "./makeEar.ts"
import { startServer } from "./startServer.ts"
import { openWaiter } from "./waiter.ts"

const key = "sk-any"

// #region script
/** Two seconds of sound. No sample is silent. */
const voice = Int16Array.from({ length: 48_000 }, (_, at) => 1000 + (at % 100))
const script: Script = {
  turns: [
    { calls: [{ name: "order", arguments: { dish: "soup" } }] },
    { say: "Your soup comes in five minutes.", voice }
  ]
}
// #endregion

// #region heard
it("the kitchen gets the order, and the answer is played to the guest", async () => {
  await using server = await startServer(script)
  const orders: Array<string> = []
  const ear = makeEar()
  await using waiter = await openWaiter({ key, url: server.url, speaker: ear }, async (dish) => {
    orders.push(dish)
    return "in five minutes"
  })
  await waiter.sendText("A soup, please.")
  await ear.given(2000)
  ear.listen()

  expect(orders).toEqual(["soup"])
  expect(ear.heard()).toEqual(voice)
  expect(transcript(waiter.state).at(-1)?.text).toBe("Your soup comes in five minutes.")
})
// #endregion

// #region interrupted
it("an interruption stops the answer, and the model knows how much of it was played", async () => {
  await using server = await startServer(script)
  const ear = makeEar()
  await using waiter = await openWaiter({ key, url: server.url, speaker: ear }, async () => "in five minutes")
  await waiter.sendText("A soup, please.")
  await ear.given(2000)
  ear.listen(1200)

  const cut = new Promise((resolve) => waiter.on("conversation.item.truncated", resolve))
  const { truncated } = await waiter.interrupt()
  expect(truncated.map(({ audio_end_ms }) => audio_end_ms)).toEqual([1200])
  await cut
  const part = conversation(waiter.state).at(-1)?.parts.get(0)
  expect(part && heardOf(part)).toEqual({ text: "Your soup comes in", isEstimate: true })
  ear.listen()
  expect(ear.heard()).toHaveLength(1200 * 24)
})
// #endregion

// #region seed
it("two runs with one seed have the same ids", async () => {
  const play = async () => {
    await using server = await startServer(script, { seed: "monday" })
    await using waiter = await openWaiter({ key, url: server.url }, async () => "in five minutes")
    const events: Array<string> = []
    waiter.on("response.output_item.done", ({ event_id, item }) => events.push(`${event_id} ${item.id}`))
    const { response } = await waiter.sendText("A soup, please.")
    await response.done
    return events
  }
  expect(await play()).toEqual(await play())
})
// #endregion

// #region cut
it("a connection that breaks in the middle of an order does not double the order", async () => {
  await using server = await startServer(script, { faults: [{ seed: "tuesday", chances: { cut: 0.1 } }] })
  const orders: Array<string> = []
  await using waiter = await openWaiter({ key, url: server.url }, async (dish) => {
    orders.push(dish)
    return "in five minutes"
  })
  const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
  const { response } = await waiter.sendText("A soup, please.")
  expect((await response.done).status).toBe("failed")
  await resumed
  const again = await waiter.createResponse()

  expect((await again.done).status).toBe("completed")
  await expect.poll(() => orders).toEqual(["soup"])
})
// #endregion

// #region limited
it("a rate limit rejects with the code of the server", async () => {
  await using server = await startServer(script, { faults: [{ seed: "1", chances: { "rate-limit": 1 } }] })
  await using waiter = await openWaiter({ key, url: server.url }, async () => "in five minutes")
  const asked = waiter.sendText("A soup, please.")
  await expect(asked).rejects.toMatchObject({ code: "refused", detail: { error: { code: "rate_limit_exceeded" } } })
})
// #endregion

// #region expiry
it("a conversation outlives the hour of its session", async () => {
  await using server = await startServer(script, { limits: { sessionMs: 3000 } })
  await using waiter = await openWaiter({ key, url: server.url }, async () => "in five minutes")
  const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
  const { itemId } = await waiter.sendText("A soup, please.")
  await resumed
  expect((await waiter.retrieveItem(itemId)).id).toBe(itemId)
})
// #endregion
