/** Whole beta connections as servers have sent them, event by event (protocol section 2, in beta names). */
import { Beta } from "@antiphon/core"

const { make } = Beta.ServerEvent
let count = 0
const id = () => ({ event_id: `event_${++count}` })

const session = {
  id: "sess_1",
  object: "realtime.session",
  model: "gpt-4o-realtime-preview-2024-12-17",
  expires_at: 1_734_626_723,
  modalities: ["audio", "text"],
  instructions: "Be brief.",
  voice: "alloy",
  turn_detection: { type: "server_vad", threshold: 0.5, prefix_padding_ms: 300, silence_duration_ms: 200 },
  input_audio_format: "pcm16",
  output_audio_format: "pcm16",
  input_audio_transcription: { model: "whisper-1" },
  tool_choice: "auto",
  max_response_output_tokens: "inf",
  tools: [{ type: "function", name: "weather", parameters: { type: "object" } }]
} as const

const user = (itemId: string) =>
  ({
    id: itemId,
    object: "realtime.item",
    type: "message",
    status: "completed",
    role: "user",
    content: [{ type: "input_audio", transcript: null }]
  }) as const

const response = (responseId: string) =>
  ({
    object: "realtime.response",
    id: responseId,
    status: "in_progress",
    status_details: null,
    output: [],
    conversation_id: "conv_1",
    modalities: ["audio", "text"],
    voice: "alloy",
    output_audio_format: "pcm16",
    max_output_tokens: "inf",
    usage: null,
    metadata: null
  }) as const

const opening = () => [
  make("session.created", { ...id(), session: { ...session, temperature: 0.8 } }),
  make("conversation.created", { ...id(), conversation: { id: "conv_1", object: "realtime.conversation" } })
]

/** The user speaks, the server detects the end of the turn, transcribes it, and answers in speech. */
export const spokenTurn = (end: "completed" | "incomplete" = "completed"): ReadonlyArray<Beta.ServerEvent> => {
  const at = { response_id: "resp_1", item_id: "item_2", output_index: 0 }
  const part = { ...at, content_index: 0 }
  const made = { id: "item_2", object: "realtime.item", type: "message", role: "assistant" } as const
  const said = { ...made, status: end, content: [{ type: "audio", transcript: "Hello." }] } as const
  return [
    ...opening(),
    make("input_audio_buffer.speech_started", { ...id(), audio_start_ms: 0, item_id: "item_1" }),
    make("input_audio_buffer.speech_stopped", { ...id(), audio_end_ms: 1500, item_id: "item_1" }),
    make("input_audio_buffer.committed", { ...id(), previous_item_id: null, item_id: "item_1" }),
    make("conversation.item.created", { ...id(), previous_item_id: null, item: user("item_1") }),
    make("response.created", { ...id(), response: response("resp_1") }),
    make("response.output_item.added", {
      ...id(),
      response_id: "resp_1",
      output_index: 0,
      item: { ...made, status: "in_progress", content: [] }
    }),
    make("conversation.item.created", {
      ...id(),
      previous_item_id: "item_1",
      item: { ...made, status: "in_progress", content: [] }
    }),
    make("response.content_part.added", { ...id(), ...part, part: { type: "audio", transcript: "" } }),
    make("response.audio_transcript.delta", { ...id(), ...part, delta: "Hel" }),
    make("response.audio.delta", { ...id(), ...part, delta: "AAAA" }),
    make("conversation.item.input_audio_transcription.completed", {
      ...id(),
      item_id: "item_1",
      content_index: 0,
      transcript: "Hi!"
    }),
    make("response.audio_transcript.delta", { ...id(), ...part, delta: "lo." }),
    make("response.audio.delta", { ...id(), ...part, delta: "AAAA" }),
    make("response.audio.done", { ...id(), ...part }),
    make("response.audio_transcript.done", { ...id(), ...part, transcript: "Hello." }),
    make("response.content_part.done", { ...id(), ...part, part: { type: "audio", transcript: "Hello." } }),
    make("response.output_item.done", { ...id(), response_id: "resp_1", output_index: 0, item: said }),
    make("response.done", {
      ...id(),
      response: { ...response("resp_1"), status: end === "completed" ? end : "cancelled", output: [said] }
    }),
    make("rate_limits.updated", { ...id(), rate_limits: [{ name: "requests", limit: 10, remaining: 9 }] })
  ]
}

/** The user types, the model calls a function, the client answers it, and the model speaks of it in text. */
export const functionCall = (): ReadonlyArray<Beta.ServerEvent> => {
  const at = { response_id: "resp_1", item_id: "item_2", output_index: 0 }
  const call = {
    id: "item_2",
    object: "realtime.item",
    type: "function_call",
    name: "weather",
    call_id: "call_1"
  } as const
  const called = { ...call, status: "completed", arguments: '{"city":"Oslo"}' } as const
  const begun = { ...call, status: "in_progress", arguments: "" } as const
  const part = { response_id: "resp_2", item_id: "item_4", output_index: 0, content_index: 0 }
  const text = { id: "item_4", object: "realtime.item", type: "message", role: "assistant" } as const
  const told = { ...text, status: "completed", content: [{ type: "text", text: "Rain." }] } as const
  return [
    ...opening(),
    make("conversation.item.created", {
      ...id(),
      previous_item_id: null,
      item: {
        id: "item_1",
        object: "realtime.item",
        type: "message",
        status: "completed",
        role: "user",
        content: [{ type: "input_text", text: "Weather in Oslo?" }]
      }
    }),
    make("response.created", { ...id(), response: response("resp_1") }),
    make("response.output_item.added", { ...id(), response_id: "resp_1", output_index: 0, item: begun }),
    make("conversation.item.created", { ...id(), previous_item_id: "item_1", item: begun }),
    make("response.function_call_arguments.delta", { ...id(), ...at, call_id: "call_1", delta: '{"city":' }),
    make("response.function_call_arguments.delta", { ...id(), ...at, call_id: "call_1", delta: '"Oslo"}' }),
    make("response.function_call_arguments.done", {
      ...id(),
      ...at,
      call_id: "call_1",
      arguments: '{"city":"Oslo"}'
    }),
    make("response.output_item.done", { ...id(), response_id: "resp_1", output_index: 0, item: called }),
    make("response.done", { ...id(), response: { ...response("resp_1"), status: "completed", output: [called] } }),
    make("conversation.item.created", {
      ...id(),
      previous_item_id: "item_2",
      item: {
        id: "item_3",
        object: "realtime.item",
        type: "function_call_output",
        call_id: "call_1",
        output: '{"sky":"rain"}'
      }
    }),
    make("response.created", { ...id(), response: response("resp_2") }),
    make("response.output_item.added", {
      ...id(),
      response_id: "resp_2",
      output_index: 0,
      item: { ...text, status: "in_progress", content: [] }
    }),
    make("conversation.item.created", {
      ...id(),
      previous_item_id: "item_3",
      item: { ...text, status: "in_progress", content: [] }
    }),
    make("response.content_part.added", { ...id(), ...part, part: { type: "text", text: "" } }),
    make("response.text.delta", { ...id(), ...part, delta: "Rain." }),
    make("response.text.done", { ...id(), ...part, text: "Rain." }),
    make("response.content_part.done", { ...id(), ...part, part: { type: "text", text: "Rain." } }),
    make("response.output_item.done", { ...id(), response_id: "resp_2", output_index: 0, item: told }),
    make("response.done", { ...id(), response: { ...response("resp_2"), status: "completed", output: [told] } })
  ]
}
