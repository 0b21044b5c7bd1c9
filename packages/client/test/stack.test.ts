import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { connect } from "../src/index.ts"
import { calls, createClientSecret, webhook } from "../src/http.ts"
import { connect as translate } from "../src/translation.ts"
import { openMicrophone, openSpeaker } from "../src/browser.ts"
import { against, failure, type Peer } from "./against.ts"

const url = "http://127.0.0.1:1/v1"
const key = "ek_any"

/** The stack of an error begins in this file, and has none of the runtime in it. */
const beginsHere = async (promise: Promise<unknown>, code: string): Promise<void> => {
  const error = await failure(promise)
  const [head = "", first = ""] = (error.stack ?? "").split("\n    at ")
  assert.deepStrictEqual([error.code, head], [code, `RealtimeError: ${error.message}`])
  assert.include(first, "stack.test.ts", error.stack)
  assert.notMatch(error.stack ?? "", /[\\/]effect[\\/]/)
}

describe("an error's stack begins at the caller's line", () => {
  it("for functions that open something", async () => {
    await beginsHere(connect({ url, key, model: "m", reconnect: false }), "unreachable")
    await beginsHere(connect({ url, key: "", model: "m" }), "no_key")
    await beginsHere(Reflect.apply(connect, undefined, []), "invalid")
    await beginsHere(translate({ url, key, model: "m" }), "unreachable")
    await beginsHere(openSpeaker(), "unsupported")
    const session = { sendAudio: async () => {}, closed: new Promise<never>(() => {}), state: Object() }
    await beginsHere(openMicrophone(session), "unsupported")
  })

  it("for what a server does over HTTP", async () => {
    await beginsHere(createClientSecret({ url, key }), "unreachable")
    await beginsHere(calls.hangup({ url, key, callId: "rtc_1" }), "unreachable")
    await beginsHere(calls.refer({ url, key, callId: "rtc_1", targetUri: "" }), "invalid")
    await beginsHere(webhook.verify({ payload: "", headers: {}, secret: "whsec_AAAA" }), "unverified")
  })

  it("for commands that the server refuses, that are aborted or invalid, and for loops of a session that is lost", () => {
    const ending = Promise.withResolvers<void>()
    const peer = (connection: Peer) =>
      Effect.raceFirst(
        Stream.runForEach(connection.incoming, (decoded) => {
          if (decoded._tag !== "Known") return Effect.void
          const { event_id } = decoded.event
          const error = { type: "invalid_request_error", message: "No.", code: "no", event_id }
          return Effect.ignore(connection.send({ type: "error", event_id: `error_${event_id}`, error }))
        }),
        Effect.promise(() => ending.promise)
      )
    return against(peer, async (session) => {
      await beginsHere(session.retrieveItem("item_1"), "refused")
      await beginsHere(session.configure({ type: "realtime" }), "refused")
      await beginsHere(session.commit(), "invalid")
      await beginsHere(session.commit({ signal: AbortSignal.abort() }), "aborted")
      await beginsHere(Reflect.apply(session.sendAudio, session, ["noise"]), "invalid")
      const on = async () => Reflect.apply(session.on, session, ["responze.done", () => {}])
      await beginsHere(on(), "invalid")
      const read = async () => {
        for await (const response of session.responses) assert.fail(response.id)
      }
      const reading = read()
      ending.resolve()
      await beginsHere(reading, "disconnected")
      await beginsHere(session.retrieveItem("item_1"), "disconnected")
    })
  })
})
