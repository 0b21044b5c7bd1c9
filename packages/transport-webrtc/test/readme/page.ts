import { ClientEvent, Endpoint, type TransportError } from "@antiphon/core"
import { make } from "@antiphon/transport-webrtc/browser"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

/** Fetched for each call. Your server mints it with its own key (`POST /v1/realtime/client_secrets`). */
const secret = Effect.promise(async () => {
  const response = await fetch("/client-secret", { method: "POST" })
  return Redacted.make(await response.text())
})

/** Talks through the page's microphone and this element until the call ends. Fails with the reason. */
export const talk = (audio: HTMLAudioElement, show: (level: number) => void): Effect.Effect<void, TransportError> =>
  Effect.gen(function* () {
    const call = yield* make().connect(Endpoint.conversation({ model: "gpt-realtime", credential: secret }))
    audio.srcObject = call.remote
    yield* Effect.forkScoped(Stream.runForEach(call.stats, ({ inputLevel }) => Effect.sync(() => show(inputLevel))))
    yield* call.send(ClientEvent.make("response.create", {}))
    yield* Stream.runDrain(call.incoming)
  }).pipe(Effect.scoped)
