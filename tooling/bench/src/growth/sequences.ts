/** The cases of repeated events and of longer texts. */
import type { GrowthCase, Reader } from "./Case.ts"

const many = (n: number, one: (at: number) => object): ReadonlyArray<string> =>
  Array.from({ length: n }, (_, at) => JSON.stringify(one(at)))

const event = (type: string, fields: object): string => JSON.stringify({ type, event_id: `event_${type}`, ...fields })

const place = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
const message = { id: "item_1", type: "message", role: "assistant", status: "in_progress", content: [] }
const opened = [
  event("response.created", { response: { id: "resp_1", status: "in_progress" } }),
  event("response.output_item.added", { response_id: "resp_1", output_index: 0, item: message }),
  event("conversation.item.added", { previous_item_id: null, item: message }),
  event("response.content_part.added", { ...place, part: { type: "audio", transcript: "" } })
]
const numbered = (at: number) => ({ event_id: `event_${at}` })
const pcm = Buffer.alloc(480).toString("base64")

const toClient: Readonly<Record<string, (n: number) => ReadonlyArray<string>>> = {
  "text deltas of one part": (n) => [
    ...opened,
    ...many(n, (at) => ({ type: "response.output_text.delta", ...numbered(at), ...place, delta: `word ${at} ` }))
  ],
  "transcript deltas of one part": (n) => [
    ...opened,
    ...many(n, (at) => ({ type: "response.output_audio_transcript.delta", ...numbered(at), ...place, delta: ` ${at}` }))
  ],
  "audio deltas of one part": (n) => [
    ...opened,
    ...many(n, (at) => ({ type: "response.output_audio.delta", ...numbered(at), ...place, delta: pcm }))
  ],
  "text deltas, each of a part of its own": (n) => [
    ...opened,
    ...many(n, (at) => ({
      type: "response.output_text.delta",
      ...numbered(at),
      ...place,
      content_index: at,
      delta: "x"
    }))
  ],
  "audio deltas, each of a part of its own": (n) => [
    ...opened,
    ...many(n, (at) => ({
      type: "response.output_audio.delta",
      ...numbered(at),
      ...place,
      content_index: at,
      delta: pcm
    }))
  ],
  "content parts of one item": (n) => [
    ...opened,
    ...many(n, (at) => ({
      type: "response.content_part.added",
      ...numbered(at),
      ...place,
      content_index: at,
      part: { type: "text", text: "" }
    }))
  ],
  "items, each after the one before": (n) =>
    many(n, (at) => ({
      type: "conversation.item.added",
      ...numbered(at),
      previous_item_id: at === 0 ? null : `item_${at - 1}`,
      item: { ...message, id: `item_${at}`, status: "completed" }
    })),
  "items, each ahead of all others": (n) =>
    many(n, (at) => ({
      type: "conversation.item.added",
      ...numbered(at),
      previous_item_id: at === 0 ? null : "root",
      item: { ...message, id: `item_${at}`, status: "completed" }
    })),
  "items, each after an unknown item": (n) =>
    many(n, (at) => ({
      type: "conversation.item.added",
      ...numbered(at),
      previous_item_id: `item_${at + 1}`,
      item: { ...message, id: `item_${at}`, status: "completed" }
    })),
  "items that are added and deleted": (n) =>
    Array.from({ length: n }, (_, at) => [
      event("conversation.item.added", { ...numbered(at), item: { ...message, id: `item_${at}` } }),
      event("conversation.item.deleted", { event_id: `gone_${at}`, item_id: `item_${at}` })
    ]).flat(),
  "items of one response": (n) => [
    ...opened,
    ...many(n, (at) => ({
      type: "response.output_item.added",
      ...numbered(at),
      response_id: "resp_1",
      output_index: at,
      item: { ...message, id: `item_${at}` }
    }))
  ],
  "calls of one response": (n) => [
    ...opened,
    ...many(n, (at) => ({
      type: "response.output_item.done",
      ...numbered(at),
      response_id: "resp_1",
      output_index: at,
      item: {
        id: `item_${at}`,
        type: "function_call",
        status: "completed",
        call_id: `call_${at}`,
        name: "f",
        arguments: "{}"
      }
    }))
  ],
  "deltas of arguments": (n) => [
    ...opened,
    ...many(n, (at) => ({
      type: "response.function_call_arguments.delta",
      ...numbered(at),
      ...place,
      item_id: "item_call",
      call_id: "call_1",
      delta: "x"
    }))
  ],
  responses: (n) =>
    Array.from({ length: n }, (_, at) => [
      event("response.created", { ...numbered(at), response: { id: `resp_${at}`, status: "in_progress" } }),
      event("response.done", {
        event_id: `done_${at}`,
        response: { id: `resp_${at}`, status: "completed", output: [] }
      })
    ]).flat(),
  "responses that never end": (n) =>
    many(n, (at) => ({
      type: "response.created",
      ...numbered(at),
      response: { id: `resp_${at}`, status: "in_progress" }
    })),
  errors: (n) =>
    many(n, (at) => ({
      type: "error",
      ...numbered(at),
      error: { type: "server_error", code: "x", message: "no", param: null }
    })),
  turns: (n) =>
    Array.from({ length: n }, (_, at) => [
      event("input_audio_buffer.speech_started", { ...numbered(at), item_id: `item_${at}`, audio_start_ms: at }),
      event("input_audio_buffer.speech_stopped", { event_id: `stop_${at}`, item_id: `item_${at}`, audio_end_ms: at }),
      event("input_audio_buffer.committed", { event_id: `commit_${at}`, item_id: `item_${at}`, previous_item_id: null })
    ]).flat(),
  "transcript deltas of one turn": (n) =>
    many(n, (at) => ({
      type: "conversation.item.input_audio_transcription.delta",
      ...numbered(at),
      item_id: "item_1",
      content_index: 0,
      delta: `word ${at} `
    })),
  "malformed events": (n) => many(n, (at) => ({ type: "response.output_text.delta", ...numbered(at), delta: at })),
  "events of unknown types": (n) => many(n, (at) => ({ type: `strange.${at}`, ...numbered(at) })),
  settings: (n) =>
    many(n, (at) => ({
      type: "session.updated",
      ...numbered(at),
      session: { type: "realtime", instructions: `${at}` }
    })),
  "one transcript": (n) => [
    ...opened,
    event("response.output_audio_transcript.done", { ...place, transcript: "word. ".repeat(n) })
  ],
  "brackets, one in the other": (n) => [`{"type":"error","error":${"[".repeat(n)}${"]".repeat(n)}}`],
  "text that is not JSON": (n) => [`{"type":"error","error":${"\\u".repeat(n)}`]
}

const created = (at: number, item: object) => ({
  type: "conversation.item.create",
  event_id: `event_${at}`,
  item: { type: "message", role: "user", content: [{ type: "input_text", text: "x" }], ...item }
})

const toServer: Readonly<Record<string, (n: number) => ReadonlyArray<string>>> = {
  "items at the end": (n) => many(n, (at) => created(at, { id: `item_${at}` })),
  "items ahead of all others": (n) =>
    many(n, (at) => ({ ...created(at, { id: `item_${at}` }), previous_item_id: "root" })),
  "items that are deleted again": (n) =>
    Array.from({ length: n }, (_, at) => [
      JSON.stringify(created(at, { id: `item_${at}` })),
      JSON.stringify({ type: "conversation.item.delete", item_id: `item_${at}` })
    ]).flat(),
  "pieces of audio": (n) => many(n, () => ({ type: "input_audio_buffer.append", audio: pcm })),
  "pieces of audio that are committed": (n) =>
    Array.from({ length: n }, () => [
      JSON.stringify({ type: "input_audio_buffer.append", audio: Buffer.alloc(4800).toString("base64") }),
      JSON.stringify({ type: "input_audio_buffer.commit" })
    ]).flat(),
  settings: (n) => many(n, (at) => ({ type: "session.update", session: { type: "realtime", instructions: `${at}` } })),
  "commands that are refused": (n) => many(n, (at) => ({ type: "conversation.item.delete", item_id: `none_${at}` })),
  "malformed commands": (n) => many(n, (at) => ({ type: "conversation.item.delete", item_id: at })),
  "commands of unknown types": (n) => many(n, (at) => ({ type: `strange.${at}` })),
  "one text": (n) => [JSON.stringify(created(0, { content: [{ type: "input_text", text: "word ".repeat(n) }] }))],
  "digits, answered": (n) => [
    JSON.stringify(created(0, { content: [{ type: "input_text", text: "7".repeat(n) }] })),
    JSON.stringify({ type: "response.create", response: { output_modalities: ["text"] } })
  ],
  "responses aside": (n) =>
    many(n, () => ({ type: "response.create", response: { conversation: "none", output_modalities: ["text"] } }))
}

const of = (
  reader: Reader,
  cases: Readonly<Record<string, (n: number) => ReadonlyArray<string>>>
): ReadonlyArray<GrowthCase> =>
  Object.entries(cases).map(([name, frames]) => ({ name, reader, frames, kind: "sequence", shape: name, keys: name }))

export const sequences: ReadonlyArray<GrowthCase> = [...of("client", toClient), ...of("server", toServer)]
