/** A second connection on a running call (protocol section 2 (14)). */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Engine, RunningCalls } from "../src/index.ts"
import { connect, outline } from "./helper.ts"

const engine = Engine.scripted({ turns: [{ say: "Hello there." }] })
const call = connect(engine, {}, { seed: "call" }, { callId: "rtc_1" })
const sideband = connect(engine, { call_id: "rtc_1" })

describe("(14) sideband", () => {
  it.effect(
    "is greeted alone, and both connections may ask and receive the answers, the sideband without audio deltas",
    () =>
      Effect.gen(function* () {
        const main = yield* call
        const { session } = yield* main.expect("session.created")
        const side = yield* sideband
        assert.deepStrictEqual((yield* side.expect("session.created")).session, session)
        yield* side.send("response.create", {})
        const heard = yield* main.until("response.done")
        const overheard = yield* side.until("response.done")
        assert.include(outline(heard), "response.output_audio.delta xN")
        assert.deepStrictEqual(
          overheard,
          heard.filter(({ type }) => type !== "response.output_audio.delta")
        )
        yield* main.send("response.cancel", {})
        assert.deepStrictEqual(yield* side.expect("error"), yield* main.expect("error"))
      }).pipe(Effect.provide(RunningCalls.layer))
  )

  it.effect("may leave without disturbing the call, and is closed when the call ends", () =>
    Effect.gen(function* () {
      const main = yield* call
      const leaving = yield* sideband
      yield* leaving.expect("session.created")
      yield* leaving.connection.close(1000, "bye")
      yield* leaving.ended
      const staying = yield* sideband
      yield* staying.expect("session.created")
      yield* main.send("input_audio_buffer.clear", {})
      yield* staying.expect("input_audio_buffer.cleared")
      yield* main.connection.close(1000, "bye")
      const { reason } = yield* staying.connection.ended
      assert.deepInclude(reason, { _tag: "Closed", code: 1000, reason: "the call ended" })
    }).pipe(Effect.provide(RunningCalls.layer))
  )

  it.effect("is closed if its call does not run or calls are not served", () =>
    Effect.gen(function* () {
      for (const alone of [sideband, Effect.provide(sideband, RunningCalls.layer)]) {
        const { reason } = yield* (yield* alone).connection.ended
        assert.strictEqual(reason._tag === "Closed" && reason.code, 4000)
      }
    })
  )

  it.effect("is refused with a wrong key like any other", () =>
    Effect.gen(function* () {
      yield* call
      const { expect } = yield* connect(engine, { call_id: "rtc_1" }, { verifyKey: () => Effect.succeed(false) })
      assert.strictEqual((yield* expect("error")).error.code, "invalid_api_key")
    }).pipe(Effect.provide(RunningCalls.layer))
  )
})
