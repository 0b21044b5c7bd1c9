/** What a peer says at its end is bounded, and quotes no key. */
import { TransportError } from "@antiphon/core"
import { codec } from "@antiphon/transport-compliance"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { encodeClose } from "../src/closeMessage.ts"
import { makeEventChannel } from "../src/eventChannel.ts"
import { callLimits } from "../src/options.ts"

const wire = {
  unwritten: () => 0,
  write: () => {},
  maxMessageBytes: () => 1000,
  close: () => {},
  release: Effect.void
}

/** The reason that a connection ends with where the peer said this, and then closed or was lost. */
const endsWith = (reason: string, how: "closed" | "lost") =>
  Effect.gen(function* () {
    const key = Option.some(Redacted.make("ek_0123456789"))
    const codecs = { incoming: codec, outgoing: codec }
    const channel = yield* makeEventChannel(codecs, callLimits({}), wire, key)
    channel.events.text(encodeClose({ code: 3000, reason }) ?? "")
    if (how === "closed") channel.events.closed()
    else channel.events.lost(TransportError.open({ detail: "gone" }))
    return (yield* channel.connection.ended).reason
  }).pipe(Effect.scoped)

describe("the reason of a peer's close", () => {
  for (const how of ["closed", "lost"] as const) {
    it.live(`does not quote the key, where the channel is ${how}`, () =>
      Effect.gen(function* () {
        const reason = yield* endsWith("the key ek_0123456789 is wrong", how)
        assert.deepInclude(reason, { _tag: "Closed", code: 3000, reason: "the key <redacted> is wrong" })
      })
    )
  }

  it.live("is no longer than that of a WebSocket, and no beginning of a key is left where it was cut", () =>
    Effect.gen(function* () {
      const cut = yield* endsWith(`${"x".repeat(110)} ek_0123456789`, "closed")
      assert.deepInclude(cut, { _tag: "Closed", reason: `${"x".repeat(110)} <redacted>` })
      const long = yield* endsWith("ü".repeat(50_000), "closed")
      assert.deepInclude(long, { _tag: "Closed", reason: "ü".repeat(61) })
    })
  )
})

describe("a call's inbox", () => {
  it("holds 8 MiB, so that a hundred calls hold less than a process has", () => {
    assert.deepEqual(callLimits({}).inbox, { maxEvents: 16_384, maxBytes: 8 * 1024 * 1024 })
  })
})
