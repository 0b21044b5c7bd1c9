import { assert, describe, it } from "@effect/vitest"
import { connect } from "../src/index.ts"
import { calls, createClientSecret } from "../src/http.ts"
import { connect as translate } from "../src/translation.ts"
import { failure } from "./against.ts"
import { answering } from "./answering.ts"

/** No server has this address. An error that is not `no_key` would say so. */
const url = "wss://voice.invalid/v1"
/** No server listens on this port of this machine. */
const here = "ws://127.0.0.1:1/v1"
const environment = process.env["OPENAI_API_KEY"]

/** Every function that takes a key, with the options that it needs beside one. */
const takers: Readonly<Record<string, (options: object) => Promise<unknown>>> = {
  connect: (options) => connect({ url, model: "m", reconnect: false, ...options }),
  "connect, to last": (options) => connect({ url, model: "m", ...options }),
  "connect, to transcribe": (options) => connect({ url, intent: "transcription", ...options }),
  translate: (options) => translate({ url, model: "m", ...options }),
  createClientSecret: (options) => createClientSecret({ url, ...options }),
  "calls.hangup": (options) => calls.hangup({ url, callId: "rtc_1", ...options })
}

describe.each(Object.entries(takers))("%s", (_, take) => {
  it("needs no key for a server on this machine, and refuses an empty one there too", async () => {
    for (const none of [undefined, "", " "]) {
      if (none === undefined) delete process.env["OPENAI_API_KEY"]
      else process.env["OPENAI_API_KEY"] = none
      try {
        const dialled = await failure(take({ url: here, reconnect: false }))
        assert.include(["unreachable", "disconnected"], dialled.code, dialled.message)
        for (const key of ["", " ", () => ""]) {
          assert.strictEqual((await failure(take({ url: here, key }))).code, "no_key", String(key))
        }
      } finally {
        if (environment === undefined) delete process.env["OPENAI_API_KEY"]
        else process.env["OPENAI_API_KEY"] = environment
      }
    }
  })

  it("refuses a key that is none before it dials", async () => {
    delete process.env["OPENAI_API_KEY"]
    try {
      for (const key of [undefined, "", " ", "\r\n", "\t", () => "", () => Promise.resolve(" ")]) {
        const error = await failure(take({ key }))
        assert.deepStrictEqual(
          [error.code, error.message],
          ["no_key", "no key: pass key, or set OPENAI_API_KEY"],
          String(key)
        )
      }
    } finally {
      if (environment !== undefined) process.env["OPENAI_API_KEY"] = environment
    }
  })

  it("refuses a key that no header can carry, and quotes it nowhere", async () => {
    for (const key of [
      "sk-secret\r\nX-Other: 1",
      "sk-secret\n",
      "sk secret",
      "sk-secret\0",
      "sk-secret…",
      "\ufeffsk-secret"
    ]) {
      for (const given of [key, async () => key]) {
        const error = await failure(take({ key: given }))
        assert.strictEqual(error.code, "no_key")
        assert.notInclude(`${error.stack} ${String(error.cause)}`, "secret")
      }
    }
  })

  it("refuses what is no text, and says what it got", async () => {
    const wrong: ReadonlyArray<readonly [unknown, string]> = [
      [undefined, "gave undefined"],
      [null, "gave null"],
      [{ value: "ek_secret" }, "gave an object"],
      [["ek_secret"], "gave an array"],
      [7, "gave 7"]
    ]
    for (const [value, said] of wrong) {
      const error = await failure(take({ key: async () => value }))
      assert.deepStrictEqual([error.code, error.message.includes(said)], ["no_key", true], error.message)
      assert.notInclude(error.message, "secret")
    }
    const error = await failure(take({ key: Promise.resolve("ek_1") }))
    assert.strictEqual(error.message, "key is a Promise: a key is text")
  })

  it("says that the function that gives keys failed, with its error as the cause", async () => {
    const cause = new Error("down")
    const failing = [
      () => Promise.reject(cause),
      () => {
        throw cause
      }
    ]
    for (const key of failing) {
      const error = await failure(take({ key }))
      assert.deepStrictEqual([error.code, error.cause], ["no_key", cause])
    }
  })

  it("gives a function that hangs its deadline, and obeys the signal meanwhile", async () => {
    const hangs = () => new Promise<string>(() => {})
    const late = await failure(take({ key: hangs, timeoutMs: 20 }))
    assert.deepStrictEqual([late.code, late.message, late.detail.afterMs], ["no_key", "no key came within 20 ms", 20])

    const controller = new AbortController()
    const asked = Promise.withResolvers<AbortSignal>()
    const key = ({ signal }: { readonly signal: AbortSignal }) => {
      asked.resolve(signal)
      return hangs()
    }
    const taking = failure(take({ key, signal: controller.signal }))
    const given = await asked.promise
    controller.abort("enough")
    assert.deepStrictEqual([(await taking).code, given.aborted], ["aborted", true])
  })
})

it("the key comes from Node's environment if none is given", () =>
  answering({ status: 404 }, async (here, asked) => {
    process.env["OPENAI_API_KEY"] = "sk-of-the-environment"
    try {
      await failure(createClientSecret({ url: here }))
      await failure(connect({ url: here, model: "m", reconnect: false }))
    } finally {
      if (environment === undefined) delete process.env["OPENAI_API_KEY"]
      else process.env["OPENAI_API_KEY"] = environment
    }
    assert.strictEqual(asked[0]?.headers.authorization, "Bearer sk-of-the-environment")
  }))

it("a request to this machine without a key has no authorization", () =>
  answering({ status: 404 }, async (there, asked) => {
    delete process.env["OPENAI_API_KEY"]
    try {
      await failure(createClientSecret({ url: there }))
      await failure(connect({ url: there, model: "m", reconnect: false }))
    } finally {
      if (environment !== undefined) process.env["OPENAI_API_KEY"] = environment
    }
    assert.deepStrictEqual(
      asked.map(({ headers }) => headers.authorization),
      asked.map(() => undefined)
    )
    assert.isAbove(asked.length, 0)
  }))
