import assert from "node:assert/strict"
import { test } from "node:test"
import { fault, startServer } from "@antiphon/testing"
import { openWaiter } from "./waiter.ts"

const script = {
  turns: [{ calls: [{ name: "order", arguments: { dish: "soup" } }] }, { say: "It comes in five minutes." }]
} as const

test("a connection that breaks in the middle of an order does not double the order", async (t) => {
  const faults = [fault.cut({ at: "response.function_call_arguments.delta" })]
  const server = await startServer(script, { faults })
  t.after(server.close)
  const orders: Array<string> = []
  const waiter = await openWaiter({ url: server.url }, async (dish) => {
    orders.push(dish)
    return "in five minutes"
  })
  t.after(() => waiter.close())
  const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
  await waiter.sendText("A soup, please.")
  await resumed
  await waiter.createResponse()

  await server.receives("conversation.item.create", { item: { type: "function_call_output" } })
  assert.deepEqual(orders, ["soup"])
})
