import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { record, type Sink } from "../src/index.ts"

const spoken = "SPOKEN"
const sound = "U1BPS0VO"
const at = { event_id: "e", response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }

const sent: ReadonlyArray<ClientEvent> = [
  ClientEvent.make("session.update", { session: { type: "realtime", instructions: spoken } }),
  ClientEvent.make("input_audio_buffer.append", { audio: sound }),
  ClientEvent.make("conversation.item.create", {
    item: {
      type: "message",
      role: "user",
      content: [
        { type: "input_text", text: spoken },
        { type: "input_audio", audio: sound, transcript: spoken },
        { type: "input_image", image_url: `data:image/png;base64,${spoken}` }
      ]
    }
  }),
  ClientEvent.make("conversation.item.create", {
    item: { type: "function_call_output", call_id: "call_1", output: spoken }
  })
]
const received: ReadonlyArray<ServerEvent> = [
  ServerEvent.make("response.output_text.delta", { ...at, delta: spoken }),
  ServerEvent.make("response.output_audio.delta", { ...at, delta: sound }),
  ServerEvent.make("response.output_audio_transcript.done", { ...at, transcript: spoken }),
  ServerEvent.make("response.function_call_arguments.delta", { ...at, call_id: "call_1", delta: spoken })
]

it.effect("a recording without content has no words, audio or pictures, and keeps shapes and ids", () =>
  Effect.gen(function* () {
    const { client, server, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
    let text = ""
    const sink: Sink = { write: (lines) => Effect.sync(() => void (text += lines)) }
    const recorded = yield* record(client, sink, { endpoint: "ws://127.0.0.1", withoutContent: true })
    yield* Effect.forEach(sent, recorded.send)
    yield* Effect.forEach(received, server.send)
    wire.toClient.write(`{"type":"response.done","response":"${spoken}"}`)
    yield* Stream.runDrain(Stream.take(recorded.incoming, received.length + 1))
    assert.notInclude(text, spoken)
    assert.notInclude(text, sound)
    for (const kept of ["call_1", "item_1", "resp_1", "input_image", "function_call_output", "Invalid"]) {
      assert.include(text, kept)
    }
  })
)
