import { DeviceError } from "@antiphon/audio"
import { initial } from "@antiphon/session"
import { assert, it } from "@effect/vitest"
import { fromDevice } from "../src/browser/fromDevice.ts"
import { openMicrophone, openSpeaker } from "../src/browser.ts"
import { failure } from "./against.ts"

it("what a device says no with is a code to switch on, its own error the cause", () => {
  const codes = (["Unsupported", "Denied", "NotFound", "WorkletFailed", "Failed"] as const).map((reason) => {
    const cause = new DeviceError(reason, "it is so")
    const error = fromDevice(cause)
    assert.deepStrictEqual([error.message, error.cause], ["it is so", cause])
    return error.code
  })
  assert.deepStrictEqual(codes, ["unsupported", "denied", "no_device", "device_failed", "device_failed"])
})

it("where there is no browser, the devices say that they are unsupported", async () => {
  const session = {
    state: initial,
    closed: new Promise<never>(() => {}),
    sendAudio: () => Promise.reject(new Error("nobody sends"))
  }
  assert.strictEqual((await failure(openMicrophone(session))).code, "unsupported")
  assert.strictEqual((await failure(openSpeaker())).code, "unsupported")
})
