import { ClientEvent, Endpoint, ServerEvent } from "@antiphon/core"
import { accept, make } from "@antiphon/transport-webrtc/node"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

const bindAddress = "127.0.0.1" // calls within this machine

/**
 * The far end: answers an offer, and each event of the call with the same answer. A server does this for `POST
 * …/calls`.
 */
const answer = (offer: string) =>
  Effect.gen(function* () {
    const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }
    const { connection, sdp } = yield* accept(offer, { vocabulary, bindAddress, callId: "rtc_1" })
    yield* Effect.forkScoped(
      Effect.flatMap(connection, ({ incoming, send }) =>
        Stream.runForEach(incoming, () => send(ServerEvent.make("input_audio_buffer.cleared", { event_id: "event_1" })))
      )
    )
    return { sdp, callId: "rtc_1" }
  })

const program = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const { connect } = make({ bindAddress, exchange: (offer) => Scope.provide(answer(offer), scope) })
  const call = yield* connect(Endpoint.conversation({ model: "gpt-realtime" }))
  yield* Console.log(`call ${Option.getOrThrow(call.callId)}, audio in ${call.capabilities.audio}`)

  yield* call.send(ClientEvent.make("input_audio_buffer.clear", {}))
  const reading = Stream.runForEach(call.incoming, (decoded) =>
    Effect.gen(function* () {
      yield* Console.log(decoded._tag === "Malformed" ? decoded.error.message : decoded.event.type)
      yield* call.close(4000, "all done")
    })
  )
  const why = yield* Effect.flip(reading)
  yield* Console.log(why.message)
})

await Effect.runPromise(Effect.scoped(program))
