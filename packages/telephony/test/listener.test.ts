import { ClientEvent, ServerEvent, TransportError } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, serve } from "@antiphon/server"
import { twilio } from "@antiphon/telephony"
import { listen } from "@antiphon/telephony/listener"
import { dial, twilioSide } from "@antiphon/telephony/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { createHmac } from "node:crypto"
import { readFileSync } from "node:fs"
import { answering } from "./listenerExample.ts"
import { speech } from "./sounds.ts"

const publicUrl = "wss://phone.example/stream"
const headers = { "x-twilio-signature": createHmac("sha1", "secret").update(publicUrl).digest("base64") }
const carrier = twilio({ publicUrl, authToken: "secret" })

const calling = (port: number, callSid: string) =>
  Effect.promise(() =>
    dial({
      url: `ws://127.0.0.1:${port}/stream`,
      headers,
      counterpart: twilioSide({ callSid, streamSid: `MZ${callSid}` }),
      callId: callSid
    })
  )

const voice = speech(300, 24_000)
const goodbye = { say: "Goodbye.", voice, calls: [{ name: "hang_up", arguments: {} }] }

it.live("the README's listener answers two calls, each with a session of its own, until the model hangs up", () =>
  Effect.gen(function* () {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    assert.include(readme, readFileSync(new URL("listenerExample.ts", import.meta.url), "utf8"))
    const connect = Effect.gen(function* () {
      const { client, server } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
      yield* Effect.forkScoped(Effect.provide(serve(server), Engine.scripted({ turns: [goodbye] })))
      return client
    })
    const port = yield* answering(connect)
    const calls = yield* Effect.all([calling(port, "CA1"), calling(port, "CA2")])
    for (const call of calls) {
      assert.strictEqual(yield* Effect.promise(() => call.closed), 1000)
      assert.isAtLeast(call.played(), 8 * 300)
    }
  })
)

it.live("a call whose handler fails is hung up, and the next one is answered", () =>
  Effect.gen(function* () {
    const { port, run } = yield* listen({ carrier })
    yield* Effect.forkScoped(
      run((call) =>
        call.id === "CA1" ? Effect.fail("broken") : Effect.sync(() => call.speaker.queue(speech(100, 8000)))
      )
    )
    for (const callSid of ["CA1", "CA2"]) {
      const call = yield* calling(port, callSid)
      assert.strictEqual(yield* Effect.promise(() => call.closed), 1000)
    }
  })
)

it.live("a port that is taken fails with the reason Open", () =>
  Effect.gen(function* () {
    const { port } = yield* listen({ carrier })
    const error = yield* Effect.flip(listen({ carrier, port }))
    assert.instanceOf(error, TransportError)
    assert.strictEqual(error.reason._tag, "Open")
  })
)
