import { listen } from "@antiphon/telephony/node"
import { dial } from "@antiphon/telephony/testing"
import { assert, describe, it } from "@effect/vitest"
import { sampleRate } from "@antiphon/audio"
import { carrierNames, carrierOf, uuid } from "./everyCarrier.ts"
import { speech } from "./sounds.ts"

const addressOf = (name: string, port: number, path: string) =>
  name === "audioSocket" ? `tcp://127.0.0.1:${port}` : `ws://127.0.0.1:${port}${path}`

describe.concurrent.each(carrierNames)("a listener for %s", (name) => {
  const { admitted, carrier, pressesKeys, side } = carrierOf(name)

  it("takes keys, greets, and hangs up after the last word was heard", async () => {
    const ends: Array<string> = []
    let keys = ""
    await using phone = await listen({
      carrier,
      onCall: async (call) => {
        void call.ended.then((end) => ends.push(end))
        for await (const key of call.dtmf) {
          keys += key
          if (keys.length === 2) break
        }
        call.speaker.queue(speech(200, call.speaker.rate))
        if (pressesKeys) await call.sendDtmf("7#")
        await call.played()
        await call.hangup()
      }
    })
    const { headers, path } = await admitted()
    const counterpart = side(uuid("1"))
    const call = await dial({ url: addressOf(name, phone.port, path), headers, counterpart, callId: uuid("1") })
    call.press("1*")
    assert.strictEqual(await call.closed, 1000)
    assert.strictEqual(keys, "1*")
    assert.strictEqual((call.played() * 1000) / sampleRate(counterpart.format), 200)
    assert.strictEqual(call.pressed(), pressesKeys ? "7#" : "")
    assert.deepStrictEqual(ends, ["ours"])
  })

  it("refuses what the carrier did not send before a call begins", async () => {
    let calls = 0
    await using phone = await listen({ carrier, onCall: () => void (calls += 1) })
    const { headers, path } = await admitted()
    const ring = (over: { path?: string; headers?: Record<string, string> }, callId = uuid("1")) =>
      dial({
        url: addressOf(name, phone.port, over.path ?? path),
        headers: over.headers ?? headers,
        counterpart: side(callId),
        callId
      })
    if (name === "audioSocket") {
      const call = await ring({}, uuid("9"))
      assert.strictEqual(await call.closed, 1000)
    } else {
      const forged = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, `${value.slice(0, -1)}_`]))
      const nothing = { path: "/stream", headers: {} }
      for (const over of [nothing, { headers: forged, path: path.replace(/.$/u, "_") }]) {
        const refused = await ring(over).then(
          () => "admitted",
          (error: Error) => error.message
        )
        assert.include(refused, "403")
      }
    }
    assert.strictEqual(calls, 0)
  })
})

it("a connection of AudioSocket that begins with anything but its call is closed", async () => {
  const { carrier, side } = carrierOf("audioSocket")
  await using phone = await listen({ carrier, onCall: () => assert.fail("no call") })
  const counterpart = { ...side(uuid("1")), say: () => [new Uint8Array([0x10, 0, 2, 1, 1])] }
  const call = await dial({ url: `tcp://127.0.0.1:${phone.port}`, counterpart, callId: uuid("1") })
  assert.strictEqual(await call.closed, 1000)
})
