import { Beta, Transport } from "@antiphon/core"
import { adaptBeta } from "@antiphon/core/transport"
import { Session, transcript } from "@antiphon/session"
import { layer } from "@antiphon/transport-websocket/node"
import { Console, Effect, Redacted } from "effect"

const program = Effect.gen(function* () {
  const { connect } = yield* Transport
  const endpoint = Beta.conversation({
    model: "gpt-4o-realtime-preview",
    base: process.env["REALTIME_URL"] ?? "",
    credential: Redacted.make(process.env["OPENAI_API_KEY"] ?? "")
  })
  const connection = adaptBeta(yield* connect(endpoint))

  // From here on all names and shapes are GA.
  const session = yield* Session.make(connection)
  yield* session.configure({ type: "realtime", output_modalities: ["text"] })
  const { responseId } = yield* session.sendText("What time is it?")
  yield* session.responseEnd(responseId)
  for (const { role, text } of transcript(yield* session.state)) yield* Console.log(`${role}: ${text}`)
})
await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(layer())))
