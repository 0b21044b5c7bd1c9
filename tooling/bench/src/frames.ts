/** Invented server frames of typical sessions that follow the sequences of the protocol. */
let count = 0
const event = (type: string, fields: object) =>
  JSON.stringify({ type, event_id: `event_${String(++count).padStart(18, "C")}`, ...fields })

/** 100 ms of 24 kHz PCM16, which are 4,800 bytes or 6,400 characters of base64. */
const audio = (seed: number) => {
  const bytes = new Uint8Array(4800)
  for (let index = 0; index < bytes.length; index++) bytes[index] = (index * 31 + seed * 17) & 0xff
  return Buffer.from(bytes).toString("base64")
}

const part = {
  response_id: "resp_CvR8dWn4EoLk2ySxTq0Ab",
  item_id: "item_CvR8dKz9QwYp3uJvHs1Mc",
  output_index: 0,
  content_index: 0
}

const session = {
  type: "realtime",
  object: "realtime.session",
  id: "sess_CvR8cBf6TgHj5mNkPl7De",
  model: "gpt-realtime",
  output_modalities: ["audio"],
  instructions: "Your knowledge is wide, your voice warm, and your answers short. Speak quickly. ".repeat(8),
  tools: [
    {
      type: "function",
      name: "look_up_order",
      description: "Looks an order up by its number.",
      parameters: { type: "object", properties: { number: { type: "string" } }, required: ["number"] }
    }
  ],
  tool_choice: "auto",
  max_output_tokens: "inf",
  tracing: null,
  truncation: "auto",
  prompt: null,
  expires_at: 1_790_000_000,
  audio: {
    input: {
      format: { type: "audio/pcm", rate: 24000 },
      transcription: null,
      noise_reduction: null,
      turn_detection: {
        type: "server_vad",
        threshold: 0.5,
        prefix_padding_ms: 300,
        silence_duration_ms: 200,
        idle_timeout_ms: null,
        create_response: true,
        interrupt_response: true
      }
    },
    output: { format: { type: "audio/pcm", rate: 24000 }, voice: "marin", speed: 1.0 }
  },
  include: null
}

const usage = {
  total_tokens: 1480,
  input_tokens: 320,
  output_tokens: 1160,
  input_token_details: {
    text_tokens: 120,
    audio_tokens: 200,
    image_tokens: 0,
    cached_tokens: 64,
    cached_tokens_details: { text_tokens: 64, audio_tokens: 0, image_tokens: 0 }
  },
  output_token_details: { text_tokens: 260, audio_tokens: 900 }
}

const response = (status: string, output: ReadonlyArray<object>) => ({
  object: "realtime.response",
  id: part.response_id,
  status,
  status_details: null,
  output,
  conversation_id: "conv_CvR8cJm3VbNx8zQaWe5Fr",
  output_modalities: ["audio"],
  max_output_tokens: "inf",
  audio: { output: { format: { type: "audio/pcm", rate: 24000 }, voice: "marin" } },
  usage: status === "completed" ? usage : null,
  metadata: null
})

const message = (status: string, content: ReadonlyArray<object>) => ({
  id: part.item_id,
  type: "message",
  status,
  role: "assistant",
  content
})

const words = "the quick brown fox jumps over the lazy dog and then it rests a while in the sun".split(" ")

/** A spoken turn of a minute, with 600 audio deltas, 180 transcript deltas and the events around them. */
export const audioTurn = (): ReadonlyArray<string> => [
  event("session.created", { session }),
  event("input_audio_buffer.speech_started", { item_id: "item_user", audio_start_ms: 640 }),
  event("input_audio_buffer.speech_stopped", { item_id: "item_user", audio_end_ms: 3040 }),
  event("input_audio_buffer.committed", { item_id: "item_user", previous_item_id: null }),
  event("response.created", { response: response("in_progress", []) }),
  event("response.output_item.added", {
    response_id: part.response_id,
    output_index: 0,
    item: message("in_progress", [])
  }),
  event("conversation.item.added", { previous_item_id: "item_user", item: message("in_progress", []) }),
  event("response.content_part.added", { ...part, part: { type: "audio", transcript: "" } }),
  ...Array.from({ length: 180 }, (_, index) =>
    event("response.output_audio_transcript.delta", {
      ...part,
      delta: ` ${words[index % words.length]}`,
      obfuscation: "a7Fq2LmZ0x"
    })
  ),
  ...Array.from({ length: 600 }, (_, index) => event("response.output_audio.delta", { ...part, delta: audio(index) })),
  event("response.output_audio.done", part),
  event("response.output_audio_transcript.done", { ...part, transcript: words.join(" ").repeat(10) }),
  event("response.content_part.done", { ...part, part: { type: "audio", transcript: words.join(" ").repeat(10) } }),
  event("response.output_item.done", {
    response_id: part.response_id,
    output_index: 0,
    item: message("completed", [{ type: "output_audio", transcript: words.join(" ").repeat(10) }])
  }),
  event("conversation.item.done", {
    previous_item_id: "item_user",
    item: message("completed", [{ type: "output_audio", transcript: words.join(" ").repeat(10) }])
  }),
  event("response.done", {
    response: response("completed", [
      message("completed", [{ type: "output_audio", transcript: words.join(" ").repeat(10) }])
    ])
  }),
  event("rate_limits.updated", {
    rate_limits: [{ name: "tokens", limit: 40000, remaining: 38520, reset_seconds: 2.22 }]
  })
]

const call = (status: string, text: string) => ({
  id: "item_CvR8eTy4PoLk9iUhBg2Cd",
  type: "function_call",
  status,
  name: "look_up_order",
  call_id: "call_Hq7Rw2Ez9Tx4Vb1N",
  arguments: text
})

/** Twenty short typed turns, each answered with a sentence and a call. */
export const textTurns = (): ReadonlyArray<string> =>
  Array.from({ length: 20 }, () => [
    event("conversation.item.added", {
      previous_item_id: "item_before",
      item: {
        id: "item_u",
        type: "message",
        status: "completed",
        role: "user",
        content: [{ type: "input_text", text: "Where is my order 5531?" }]
      }
    }),
    event("conversation.item.done", {
      previous_item_id: "item_before",
      item: {
        id: "item_u",
        type: "message",
        status: "completed",
        role: "user",
        content: [{ type: "input_text", text: "Where is my order 5531?" }]
      }
    }),
    event("response.created", { response: response("in_progress", []) }),
    event("response.output_item.added", {
      response_id: part.response_id,
      output_index: 0,
      item: message("in_progress", [])
    }),
    event("conversation.item.added", { previous_item_id: "item_u", item: message("in_progress", []) }),
    event("response.content_part.added", { ...part, part: { type: "text", text: "" } }),
    ...words.map((word) => event("response.output_text.delta", { ...part, delta: ` ${word}`, obfuscation: "Zt5" })),
    event("response.output_text.done", { ...part, text: words.join(" ") }),
    event("response.content_part.done", { ...part, part: { type: "text", text: words.join(" ") } }),
    event("response.output_item.done", {
      response_id: part.response_id,
      output_index: 0,
      item: message("completed", [{ type: "output_text", text: words.join(" ") }])
    }),
    event("conversation.item.done", {
      previous_item_id: "item_u",
      item: message("completed", [{ type: "output_text", text: words.join(" ") }])
    }),
    event("response.output_item.added", {
      response_id: part.response_id,
      output_index: 1,
      item: call("in_progress", "")
    }),
    event("conversation.item.added", { previous_item_id: part.item_id, item: call("in_progress", "") }),
    ...["{", '"number"', ":", '"5531"', "}"].map((delta) =>
      event("response.function_call_arguments.delta", {
        response_id: part.response_id,
        item_id: "item_CvR8eTy4PoLk9iUhBg2Cd",
        output_index: 1,
        call_id: "call_Hq7Rw2Ez9Tx4Vb1N",
        delta,
        obfuscation: "9xQ"
      })
    ),
    event("response.function_call_arguments.done", {
      response_id: part.response_id,
      item_id: "item_CvR8eTy4PoLk9iUhBg2Cd",
      output_index: 1,
      call_id: "call_Hq7Rw2Ez9Tx4Vb1N",
      name: "look_up_order",
      arguments: '{"number":"5531"}'
    }),
    event("response.output_item.done", {
      response_id: part.response_id,
      output_index: 1,
      item: call("completed", '{"number":"5531"}')
    }),
    event("conversation.item.done", { previous_item_id: part.item_id, item: call("completed", '{"number":"5531"}') }),
    event("response.done", {
      response: response("completed", [
        message("completed", [{ type: "output_text", text: words.join(" ") }]),
        call("completed", '{"number":"5531"}')
      ])
    }),
    event("rate_limits.updated", {
      rate_limits: [{ name: "tokens", limit: 40000, remaining: 38520, reset_seconds: 2.22 }]
    })
  ]).flat()

/** One audio delta of 6.5 kB. */
export const audioDelta = (): string => event("response.output_audio.delta", { ...part, delta: audio(1) })
