import { DeviceError } from "@antiphon/audio"
import { initial } from "@antiphon/session"
import { assert, it } from "@effect/vitest"
import { fromDevice } from "../src/browser/Device.ts"
import { makePump } from "../src/browser/makePump.ts"
import { openMicrophone, openSpeaker } from "../src/browser.ts"
import { failure } from "./against.ts"

it("the error of a refused device has a code to switch on and the device's own error as its cause", () => {
  const codes = (["Unsupported", "Denied", "NotFound", "WorkletFailed", "Failed"] as const).map((reason) => {
    const cause = new DeviceError(reason, "it is so")
    const error = fromDevice(cause)
    assert.deepStrictEqual([error.message, error.cause], ["it is so", cause])
    return error.code
  })
  assert.deepStrictEqual(codes, ["unsupported", "denied", "no_device", "device_failed", "device_failed"])
})

it("the devices fail as unsupported outside a browser", async () => {
  const session = {
    state: initial,
    closed: new Promise<never>(() => {}),
    sendAudio: () => Promise.reject(new Error("no block is sent"))
  }
  assert.strictEqual((await failure(openMicrophone(session))).code, "unsupported")
  assert.strictEqual((await failure(openSpeaker())).code, "unsupported")
})

const block = (value: number) => Int16Array.of(value)

it("blocks go one behind the other, and on after one that could not be sent", async () => {
  const sent: Array<number> = []
  const first = Promise.withResolvers<void>()
  const all = Promise.withResolvers<void>()
  const pump = makePump(async ([value = 0]) => {
    sent.push(value)
    if (value === 0) await first.promise
    if (value === 1) throw new Error("no connection")
    if (value === 3) all.resolve()
  }, 10)
  for (const value of [0, 1, 2, 3]) pump(block(value))
  assert.deepStrictEqual(sent, [0])
  first.resolve()
  await all.promise
  assert.deepStrictEqual(sent, [0, 1, 2, 3])
})

it("while no block can be sent, the latest are kept and no more; each lost block is reported, with the error if there was one", async () => {
  const lost: Array<readonly [number, unknown]> = []
  const refused = new Error("no connection")
  const sent: Array<number> = []
  const gate = Promise.withResolvers<void>()
  const all = Promise.withResolvers<void>()
  const pump = makePump(
    async ([value = 0]) => {
      sent.push(value)
      if (value === 9) all.resolve()
      await gate.promise
      if (value === 8) throw refused
    },
    3,
    ([value = 0], error) => lost.push([value, error])
  )
  for (let value = 0; value < 10; value++) pump(block(value))
  gate.resolve()
  await all.promise
  assert.deepStrictEqual(sent, [0, 7, 8, 9])
  const waited = [1, 2, 3, 4, 5, 6].map((value): readonly [number, unknown] => [value, undefined])
  assert.deepStrictEqual(lost, [...waited, [8, refused]])
})
