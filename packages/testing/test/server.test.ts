import { connect, RealtimeError } from "@antiphon/client"
import { expect, it } from "vitest"
import { assertSameSound, fault, makeEar, said, type Script, speak, speech, startServer } from "../src/index.ts"
import { openWaiter } from "./waiter.ts"

const timeoutMs = 30_000
const voice = speech(2000)
const script: Script = {
  turns: [
    { calls: [{ name: "order", arguments: { dish: "soup" } }] },
    { say: "Your soup comes in five minutes.", voice }
  ]
}

it("an order reaches the kitchen, and the answer reaches the ear sample for sample", async () => {
  await using server = await startServer(script, { timeoutMs })
  const ear = makeEar({ timeoutMs })
  const orders: Array<string> = []
  await using waiter = await openWaiter({ url: server.url, speaker: ear }, async (dish) => {
    orders.push(dish)
    return "in five minutes"
  })
  await waiter.sendText("A soup, please.")
  const { ms, samples } = await ear.listen(2000)

  expect(orders).toEqual(["soup"])
  expect(ms).toBe(2000)
  assertSameSound(samples, voice)
  expect(said(waiter)).toEqual([
    { role: "user", text: "A soup, please." },
    { role: "assistant", text: "Your soup comes in five minutes." }
  ])
})

it("an interruption after 1200 ms leaves 1200 ms, and the server learns it", async () => {
  await using server = await startServer(script, { timeoutMs })
  const ear = makeEar({ timeoutMs })
  await using waiter = await openWaiter({ url: server.url, speaker: ear })
  await waiter.sendText("A soup, please.")
  await ear.listen(1200)
  expect(ear.queuedMs).toBeGreaterThanOrEqual(0)
  await waiter.interrupt()

  await server.receives("conversation.item.truncate", { audio_end_ms: 1200 })
  await expect.poll(() => said(waiter).at(-1)).toMatchObject({ heard: expect.stringMatching(/^Your soup/) })
  await ear.listen()
  expect(ear.heard().ms).toBe(1200)
})

it("a user who speaks interrupts the model", async () => {
  await using server = await startServer(
    {
      turns: [
        { say: "It is noon.", voice: speech(5000) },
        { heard: "Stop!", say: "I stop." }
      ]
    },
    { timeoutMs }
  )
  const ear = makeEar({ timeoutMs })
  await using session = await connect({ model: "gpt-realtime", url: server.url, speaker: ear })
  await session.sendText("What time is it?")
  await ear.listen(700)
  await speak(session)
  await server.receives("conversation.item.truncate", { audio_end_ms: 700 })
})

it("the echo gives back what was said", async () => {
  await using server = await startServer("echo", { timeoutMs })
  const ear = makeEar({ timeoutMs })
  await using session = await connect({ model: "gpt-realtime", url: server.url, speaker: ear })
  const spoken = speech(1000)
  await speak(session, spoken)
  const { samples } = await ear.listen(1500)
  const start = samples.findIndex((_, at) => spoken.subarray(1, 50).every((sample, n) => samples[at + n] === sample))
  assertSameSound(samples.subarray(start, start + 20_000), spoken.subarray(1, 20_001))
})

it("two runs with one seed have the same ids", async () => {
  const play = async () => {
    await using server = await startServer(script, { seed: "monday", timeoutMs })
    await using waiter = await openWaiter({ url: server.url })
    const ids: Array<string | undefined> = []
    waiter.on("response.output_item.done", ({ item }) => ids.push(item.id))
    const { response } = await waiter.sendText("A soup, please.")
    await response.done
    return ids
  }
  const first = await play()
  expect(first).not.toHaveLength(0)
  expect(await play()).toEqual(first)
})

it("a wait that fails says what the app sent instead", async () => {
  await using server = await startServer(script, { timeoutMs: 200 })
  await using waiter = await openWaiter({ url: server.url })
  await waiter.addItem({ type: "message", role: "user", content: [{ type: "input_text", text: "Hello" }] })
  await expect(server.receives("conversation.item.create", { item: { role: "system" } })).rejects.toThrow(
    [
      'The app did not send conversation.item.create with {"item":{"role":"system"}} within 200 ms.',
      '  It sent one in which item.role is "user", not "system".',
      "  It sent session.update, conversation.item.create."
    ].join("\n")
  )
})

it("an ear that waits for too much says how much there is", async () => {
  const ear = makeEar({ timeoutMs: 50 })
  ear.queue(speech(300))
  await expect(ear.listen(1000)).rejects.toThrow(
    "The app queued 300 ms of sound within 50 ms. The test listens for 1000 ms."
  )
  expect(ear.queuedMs).toBe(300)
})

it("a sound that skips, repeats, ends early or goes on is described", () => {
  const skips = Int16Array.of(...voice.subarray(0, 2400), ...voice.subarray(4800))
  expect(() => assertSameSound(skips, voice)).toThrow(/differs from 100 ms on.*It skips 100 ms there/)
  const repeats = Int16Array.of(...voice.subarray(0, 4800), ...voice.subarray(2400))
  expect(() => assertSameSound(repeats, voice)).toThrow(
    /from 200 ms on.*It repeats there what was expected 100 ms before/
  )
  expect(() => assertSameSound(voice.subarray(0, 2400), voice)).toThrow("The sound ends early. 100 ms were heard")
  expect(() => assertSameSound(voice, voice.subarray(0, 2400))).toThrow("goes on after its end")
  assertSameSound(Int16Array.from(voice), voice)
})

it("a connection that is cut in the middle of a call is opened again, and the order is not doubled", async () => {
  await using server = await startServer(script, {
    timeoutMs,
    faults: [fault.cut({ at: "response.function_call_arguments.delta" })]
  })
  const orders: Array<string> = []
  await using waiter = await openWaiter({ url: server.url }, async (dish) => {
    orders.push(dish)
    return "soon"
  })
  const resumed = new Promise((resolve) => waiter.on("resumed", resolve))
  const { response } = await waiter.sendText("A soup, please.")
  expect((await response.done).status).toBe("failed")
  await resumed
  const again = await waiter.createResponse()
  expect((await again.done).status).toBe("completed")
  await expect.poll(() => orders).toEqual(["soup"])
  expect(server.connections).toBe(2)
})

it("a connection that is cut now ends as lost", async () => {
  await using server = await startServer(script)
  await using session = await connect({ model: "gpt-realtime", url: server.url, reconnect: false })
  server.inject(fault.cut())
  expect((await session.closed).detail.close).toMatchObject({ code: 1006 })
})

it("a close has its code and its reason", async () => {
  await using server = await startServer(script)
  await using session = await connect({ model: "gpt-realtime", url: server.url, reconnect: false })
  server.inject(fault.close(1012, { reason: "restarting" }))
  expect((await session.closed).detail.close).toEqual({ code: 1012, reason: "restarting", by: "remote" })
})

it("a stalled connection answers nothing until it recovers", async () => {
  await using server = await startServer(script, { timeoutMs })
  await using session = await connect({ model: "gpt-realtime", url: server.url, timeoutMs: 300, reconnect: false })
  server.inject(fault.stall())
  const item = { type: "message", role: "user", content: [{ type: "input_text", text: "Hello" }] } as const
  await expect(session.addItem(item)).rejects.toMatchObject({ code: "no_answer" })
  expect(server.received("conversation.item.create")).toHaveLength(0)
  server.recover()
  await server.receives("conversation.item.create")
})

it("a malformed frame is a notice, and the session goes on", async () => {
  await using server = await startServer(script, { timeoutMs })
  await using session = await connect({ model: "gpt-realtime", url: server.url })
  const noticed = new Promise((resolve) => session.on("notice", resolve))
  server.inject(fault.malformed())
  expect(await noticed).toMatchObject({ _tag: "Malformed", error: { reason: "NotJson" } })
  await session.clearInput()
})

it("a refused connection has its status, and the next ones are accepted after a recovery", async () => {
  await using server = await startServer(script, { faults: [fault.refuse(401, "No such key.")] })
  const open = () => connect({ model: "gpt-realtime", url: server.url, reconnect: false })
  await expect(open()).rejects.toMatchObject({ code: "unauthorized", detail: { status: 401 } })
  server.inject(fault.refuse(503))
  const refused = await open().catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(RealtimeError)
  expect(refused).toMatchObject({ code: "unreachable", detail: { status: 503 } })
  server.recover()
  await using session = await open()
  await session.clearInput()
  expect(server.connections).toBe(1)
})

it("a slow server is slow, and chances are seeded", async () => {
  await using server = await startServer(script, {
    timeoutMs,
    faults: [[fault.slow(5), fault.chance({ seed: "1", chances: { "rate-limit": 1 } })]]
  })
  await using waiter = await openWaiter({ url: server.url })
  await expect(waiter.sendText("A soup, please.")).rejects.toMatchObject({
    code: "refused",
    detail: { error: { code: "rate_limit_exceeded" } }
  })
})
