import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, serve } from "@antiphon/server"
import { listen } from "@antiphon/transport-sip/node"
import { dial } from "@antiphon/transport-sip/testing"
import * as Effect from "effect/Effect"

const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

/** A server that answers the phone, and a phone that calls it. */
export const main = Effect.gen(function* () {
  const { address, run } = yield* listen({ port: 0 })
  const answer = run((invitation) =>
    Effect.scoped(Effect.flatMap(invitation.answer({ vocabulary }), (call) => serve(call)))
  )
  yield* Effect.forkScoped(Effect.provide(answer, Engine.echo))

  const phone = yield* dial({ port: address.port })
  phone.say(Int16Array.from({ length: 4800 }, (_, at) => 12_000 * Math.sin(at / 3)))
  yield* phone.next((samples) => samples.some((sample) => sample > 3000))
  yield* phone.hangUp
  return `the phone heard ${phone.heard().length} samples`
}).pipe(Effect.scoped)

process.stdout.write(`${await Effect.runPromise(main)}\n`)
