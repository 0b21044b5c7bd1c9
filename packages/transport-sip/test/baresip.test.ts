/** A real phone calls, speaks to the session, presses keys, and is answered. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-sip/node"
import { assert, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { call } from "./baresip.ts"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/** The phone says a tone of 500 ms and is silent after that. */
const says = Int16Array.from({ length: 8 * 6000 }, (_, at) =>
  at > 8 * 400 && at < 8 * 900 ? 12_000 * Math.sin((at * 2 * Math.PI * 440) / 8000) : 0
)

it.live("baresip calls, is repeated by the session, and its keys arrive", () =>
  Effect.gen(function* () {
    const keys: Array<string> = []
    const begun = yield* Deferred.make<void>()
    const pressed = yield* Deferred.make<void>()
    const repeated = yield* Deferred.make<void>()
    const ended = yield* Deferred.make<string>()
    const { address, run } = yield* listen({ port: 0 })
    const handle = run((invitation) =>
      Effect.scoped(
        Effect.gen(function* () {
          const phone = yield* invitation.answer({ vocabulary })
          yield* Deferred.succeed(begun, undefined)
          yield* phone.keys.pipe(
            Stream.runForEach((key) => (keys.push(key) < 2 ? Effect.void : Deferred.succeed(pressed, undefined))),
            Effect.ignore,
            Effect.forkScoped
          )
          const media = Option.getOrThrow(phone.media)
          let loud = 0
          const send = (samples: Int16Array) => {
            loud += samples.filter((sample) => Math.abs(sample) > 3000).length
            return Effect.andThen(
              media.send(samples),
              loud > 8 * 250 ? Deferred.succeed(repeated, undefined) : Effect.void
            )
          }
          const end = yield* serve({ ...phone, media: Option.some({ ...media, send }) })
          yield* Deferred.succeed(ended, end.message)
        })
      )
    )
    yield* Effect.forkScoped(Effect.provide(handle, Engine.echo))
    const phone = yield* call(address.port, says)
    yield* Deferred.await(begun)
    phone.type("5")
    phone.type("#")
    yield* Deferred.await(pressed)
    assert.deepEqual(keys, ["5", "#"])
    yield* Deferred.await(repeated)
    yield* phone.heard((samples) => samples.filter((sample) => Math.abs(sample) > 3000).length >= 8 * 200)
    phone.type("q")
    const { code, printed } = yield* phone.ended
    assert.strictEqual(code, 0, printed)
    assert.include(yield* Deferred.await(ended), "the caller hung up")
  })
)
