/** The listener of the guide accepts peers, and serves the next one after a handler has failed. */
import { frames } from "@antiphon/transport-compliance"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { connect } from "node:net"
import { listenTcp } from "../src/write-an-adapter/listenTcp.ts"
import { overLines } from "../src/write-an-adapter/overLines.ts"

it.live("a TCP listener serves each peer, and a handler that fails ends its own connection alone", () =>
  Effect.gen(function* () {
    const codecs = { incoming: frames, outgoing: frames }
    const listener = yield* listenTcp(codecs)
    let served = 0
    yield* Effect.forkScoped(
      listener.run(({ incoming, send }) =>
        Effect.gen(function* () {
          served += 1
          if (served === 1) return yield* Effect.fail("the first handler fails" as const)
          yield* Stream.runForEach(incoming, (event) => send(event._tag === "Known" ? event.event : ""))
        })
      )
    )
    const dial = Effect.suspend(() => {
      const socket = connect(listener.address.port, listener.address.host)
      return overLines({ input: socket, output: socket }, codecs)
    })
    const first = yield* dial
    assert.deepInclude((yield* first.ended).reason, { _tag: "Closed", code: 1011, by: "remote" })
    const second = yield* dial
    yield* second.send('{"type":"echo"}')
    const [echo] = yield* Stream.runCollect(Stream.take(second.incoming, 1))
    assert.deepInclude(echo, { _tag: "Known", event: '{"type":"echo"}' })
  }).pipe(Effect.scoped)
)
