// #region script
import { assertSameSound, fault, makeEar, said, type Script, speak, speech, startServer } from "@antiphon/testing"
import { expect, it } from "vitest"
import { openWaiter } from "./waiter.ts"

const voice = speech(2000)
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
  await using waiter = await openWaiter({ url: server.url, speaker: ear }, async (dish) => {
    orders.push(dish)
    return "in five minutes"
  })
  await waiter.sendText("A soup, please.")
  const heard = await ear.listen(2000)

  expect(orders).toEqual(["soup"])
  assertSameSound(heard.samples, voice)
  expect(said(waiter)).toEqual([
    { role: "user", text: "A soup, please." },
    { role: "assistant", text: "Your soup comes in five minutes." }
  ])
})
// #endregion

// #region interrupted
it("an interruption stops the answer, and the model knows how much of it was played", async () => {
  await using server = await startServer(script)
  const ear = makeEar()
  await using waiter = await openWaiter({ url: server.url, speaker: ear }, async () => "in five minutes")
  await waiter.sendText("A soup, please.")
  await ear.listen(1200)
  await waiter.interrupt()

  await server.receives("conversation.item.truncate", { audio_end_ms: 1200 })
  await expect.poll(() => said(waiter).at(-1)?.heard).toBe("Your soup comes in")
  await ear.listen()
  expect(ear.heard().ms).toBe(1200)
})
// #endregion

// #region spoken
it("a guest who speaks interrupts the answer", async () => {
  await using server = await startServer(script)
  const ear = makeEar()
  await using waiter = await openWaiter({ url: server.url, speaker: ear }, async () => "in five minutes")
  await waiter.sendText("A soup, please.")
  await ear.listen(500)
  await speak(waiter)
  await server.receives("conversation.item.truncate", { audio_end_ms: 500 })
})
// #endregion

// #region seed
it("two runs with one seed have the same ids", async () => {
  const play = async () => {
    await using server = await startServer(script, { seed: "monday" })
    await using waiter = await openWaiter({ url: server.url }, async () => "in five minutes")
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
  const faults = [fault.cut({ at: "response.function_call_arguments.delta" })]
  await using server = await startServer(script, { faults })
  const orders: Array<string> = []
  await using waiter = await openWaiter({ url: server.url }, async (dish) => {
    orders.push(dish)
    return "in five minutes"
  })
  const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
  const { response } = await waiter.sendText("A soup, please.")
  expect((await response.done).status).toBe("failed")
  await resumed
  const again = await waiter.createResponse()

  expect((await again.done).status).toBe("completed")
  await server.receives("conversation.item.create", { item: { type: "function_call_output" } })
  expect(orders).toEqual(["soup"])
})
// #endregion

// #region refused
it("a server that is busy is asked again", async () => {
  const faults = [[], fault.refuse(503)]
  await using server = await startServer(script, { faults })
  await using waiter = await openWaiter({ url: server.url }, async () => "in five minutes")
  const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
  server.inject(fault.cut())
  await resumed
  expect(server.connections).toBe(2)
})
// #endregion

// #region limited
it("a rate limit rejects with the code of the server", async () => {
  const faults = [fault.chance({ seed: "1", chances: { "rate-limit": 1 } })]
  await using server = await startServer(script, { faults })
  await using waiter = await openWaiter({ url: server.url }, async () => "in five minutes")
  const asked = waiter.sendText("A soup, please.")
  await expect(asked).rejects.toMatchObject({ code: "refused", detail: { error: { code: "rate_limit_exceeded" } } })
})
// #endregion

// #region expiry
it("a conversation outlives the hour of its session", async () => {
  await using server = await startServer(script, { limits: { sessionMs: 3000 } })
  await using waiter = await openWaiter({ url: server.url }, async () => "in five minutes")
  const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
  const { itemId } = await waiter.sendText("A soup, please.")
  await resumed
  expect((await waiter.retrieveItem(itemId)).id).toBe(itemId)
})
// #endregion
