/** What clients may not send. Each is answered with one `error` event that names code, field and event, and is not applied. */
import { ClientEvent } from "@antiphon/core/schema"
import { assert, describe, it } from "@effect/vitest"
import { base64, silence } from "./helper.ts"
import { Bench } from "./bench.ts"
import { understand } from "../src/machine/understand.ts"
import * as Result from "effect/Result"

const message = (text: string, more: object = {}) => ({
  type: "conversation.item.create",
  item: { type: "message", role: "user", content: [{ type: "input_text", text }], ...more }
})
const update = (session: object) => ({ type: "session.update", session: { type: "realtime", ...session } })

/** Title, the event or frame, code and param of its refusal. */
const refused: ReadonlyArray<readonly [string, object | string, string, string | null]> = [
  ["a frame that is not JSON", "hello", "invalid_event", null],
  ["a frame that is no object", "[1]", "invalid_event", null],
  ["an event without type", { session: {} }, "invalid_event", null],
  ["a type that does not exist", { type: "response.repeat" }, "invalid_event", "type"],
  ["a session.update without session", { type: "session.update" }, "missing_required_parameter", "session"],
  [
    "a session.update without session.type",
    { type: "session.update", session: { instructions: "x" } },
    "missing_required_parameter",
    "session.type"
  ],
  ["an append without audio", { type: "input_audio_buffer.append" }, "missing_required_parameter", "audio"],
  ["a wrong type of value", update({ instructions: 5 }), "invalid_value", "session.instructions"],
  ["a flat beta key", update({ voice: "alloy" }), "unknown_parameter", "session.voice"],
  [
    "an unknown key in depth",
    update({ audio: { input: { turn_detection: { type: "server_vad", patience: 1 } } } }),
    "unknown_parameter",
    "session.audio.input.turn_detection.patience"
  ],
  [
    "an unknown key in a list",
    { ...message("x"), item: { type: "message", role: "user", content: [{ type: "input_text", text: "", x: 1 }] } },
    "unknown_parameter",
    "item.content[0].x"
  ],
  ["an unknown key at the top", { type: "response.cancel", now: true }, "unknown_parameter", "now"],
  ["an unknown session type", { type: "session.update", session: { type: "video" } }, "invalid_value", "session.type"],
  [
    "another session type",
    { type: "session.update", session: { type: "transcription" } },
    "invalid_value",
    "session.type"
  ],
  ["both modalities", update({ output_modalities: ["text", "audio"] }), "invalid_value", "session.output_modalities"],
  ["an unknown modality", update({ output_modalities: ["video"] }), "invalid_value", "session.output_modalities[0]"],
  ["too fast a voice", update({ audio: { output: { speed: 1.6 } } }), "invalid_value", "session.audio.output.speed"],
  ["too many tokens", update({ max_output_tokens: 4097 }), "invalid_value", "session.max_output_tokens"],
  ["a tool without name", update({ tools: [{ type: "function" }] }), "invalid_value", "session.tools[0].name"],
  ["a tool of an unknown kind", update({ tools: [{ type: "robot" }] }), "invalid_value", "session.tools[0].type"],
  ["an unknown tool choice", update({ tool_choice: "maybe" }), "invalid_value", "session.tool_choice"],
  [
    "a threshold out of range",
    update({ audio: { input: { turn_detection: { type: "server_vad", threshold: 2 } } } }),
    "invalid_value",
    "session.audio.input.turn_detection.threshold"
  ],
  [
    "an unknown turn detection",
    update({ audio: { input: { turn_detection: { type: "telepathy" } } } }),
    "invalid_value",
    "session.audio.input.turn_detection.type"
  ],
  [
    "a sample rate that is not served",
    update({ audio: { input: { format: { type: "audio/pcm", rate: 16_000 } } } }),
    "invalid_value",
    "session.audio.input.format.rate"
  ],
  ["audio that is not base64", { type: "input_audio_buffer.append", audio: "???" }, "invalid_value", "audio"],
  ["half a sample", { type: "input_audio_buffer.append", audio: "AAAA" }, "invalid_value", "audio"],
  ["a commit of nothing", { type: "input_audio_buffer.commit" }, "input_audio_buffer_commit_empty", null],
  ["a place that does not exist", { ...message("x"), previous_item_id: "gone" }, "invalid_value", "previous_item_id"],
  [
    "assistant audio",
    {
      type: "conversation.item.create",
      item: { type: "message", role: "assistant", content: [{ type: "output_audio", transcript: "x" }] }
    },
    "invalid_value",
    "item.content"
  ],
  [
    "an unknown role",
    { type: "conversation.item.create", item: { type: "message", role: "narrator", content: [] } },
    "invalid_value",
    "item.role"
  ],
  [
    "an unknown part",
    { type: "conversation.item.create", item: { type: "message", role: "user", content: [{ type: "smell" }] } },
    "invalid_value",
    "item.content[0].type"
  ],
  [
    "the output of no call",
    { type: "conversation.item.create", item: { type: "function_call_output", call_id: "c", output: "" } },
    "invalid_value",
    "item.call_id"
  ],
  ["the retrieval of no item", { type: "conversation.item.retrieve", item_id: "gone" }, "invalid_value", "item_id"],
  ["the deletion of no item", { type: "conversation.item.delete", item_id: "gone" }, "invalid_value", "item_id"],
  [
    "the truncation of no item",
    { type: "conversation.item.truncate", item_id: "gone", content_index: 0, audio_end_ms: 0 },
    "item_truncate_invalid_item_id",
    "item_id"
  ],
  ["a cancel of nothing", { type: "response.cancel" }, "response_cancel_not_active", null],
  [
    "a reference to no item",
    { type: "response.create", response: { input: [{ type: "item_reference", id: "gone" }] } },
    "invalid_value",
    "response.input[0].id"
  ],
  [
    "an unknown conversation",
    { type: "response.create", response: { conversation: "other" } },
    "invalid_value",
    "response.conversation"
  ],
  [
    "metadata past its limits",
    { type: "response.create", response: { metadata: { ["k".repeat(65)]: "v" } } },
    "invalid_value",
    "response.metadata"
  ],
  ["a clear of playback that the client owns", { type: "output_audio_buffer.clear" }, "invalid_event", "type"]
]

describe("a refused event", () => {
  for (const [title, frame, code, param] of refused) {
    it(`${title}: ${code}`, () => {
      const bench = new Bench()
      const before = bench.state
      const text = typeof frame === "string" ? frame : JSON.stringify({ ...frame, event_id: "mine" })
      const sent = bench.receive(ClientEvent.decode(text))
      assert.strictEqual(sent.length, 1)
      const [event] = sent
      assert.strictEqual(event?.type, "error")
      if (event?.type !== "error") return
      assert.deepInclude(event.error, {
        type: "invalid_request_error",
        code,
        param,
        event_id:
          typeof frame === "string" || (param === null && code === "invalid_event")
            ? (event.error.event_id ?? null)
            : "mine"
      })
      assert.isAbove(event.error.message.length, 10)
      assert.deepStrictEqual({ ...bench.state, serial: 0 }, { ...before, serial: 0 })
      assert.strictEqual(bench.commands.length, 0)
    })
  }

  it("is not applied in part, even if some of it was right", () => {
    const bench = new Bench()
    bench.receive(ClientEvent.decode(JSON.stringify(update({ instructions: "new", colour: "red" }))))
    assert.strictEqual(bench.state.settings.instructions, "")
  })

  it("is one whose item id is taken", () => {
    const bench = new Bench()
    bench.send(message("one", { id: "item_1" }))
    assert.strictEqual(bench.refusal(message("two", { id: "item_1" })).param, "item.id")
  })

  it("is an append past the limit, and the earlier audio stays", () => {
    const bench = new Bench({ limits: { uncommittedMs: 200 } })
    const append = (ms: number) => ({ type: "input_audio_buffer.append", audio: base64(silence(ms)) })
    bench.send(append(200))
    assert.strictEqual(bench.refusal(append(1)).param, "audio")
    bench.send({ type: "input_audio_buffer.commit" })
  })
})

describe("null for a key that may be absent", () => {
  for (const event of [
    { type: "response.create", event_id: null },
    { type: "response.create", response: null },
    { type: "response.create", response: { instructions: null, tools: null, conversation: null, input: null } },
    { type: "input_audio_buffer.append", audio: "", event_id: null },
    { ...message("x"), item: { ...message("x").item, id: null, status: null } },
    update({ instructions: null, tools: [{ type: "function", name: "f", description: null, parameters: null }] })
  ]) {
    it(`is taken for absent in ${JSON.stringify(event).slice(0, 90)}`, () => void new Bench().send(event))
  }

  it("names the response that is active in response.cancel", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    bench.send({ type: "response.cancel", response_id: null })
    assert.strictEqual(bench.state.responses.size, 0)
  })

  it("does not hide what else is wrong", () => {
    assert.strictEqual(new Bench().refusal({ type: "response.create", response: null, more: 1 }).param, "more")
    assert.strictEqual(new Bench().refusal({ type: "session.update", session: null }).param, "session")
  })
})

describe("session updates", () => {
  const audio = (input: object) => update({ audio: { input } })

  it("ignore another model and apply the rest", () => {
    const bench = new Bench()
    const [updated] = bench.send(update({ model: "gpt-9", instructions: "Be brief." }))
    assert.deepInclude(updated?.type === "session.updated" && updated.session, {
      model: "gpt-realtime",
      instructions: "Be brief."
    })
  })

  it("keep absent keys, merge objects, switch off by null, and clear by '' and []", () => {
    const bench = new Bench()
    bench.send(update({ instructions: "x", tools: [{ type: "function", name: "f" }] }))
    bench.send(audio({ turn_detection: { type: "server_vad", threshold: 0.9 }, transcription: { model: "whisper-1" } }))
    bench.send(
      audio({ turn_detection: { type: "server_vad", silence_duration_ms: 300 }, transcription: { language: "en" } })
    )
    assert.deepInclude(bench.state.settings, {
      instructions: "x",
      tools: [{ type: "function", name: "f" }],
      transcription: { model: "whisper-1", language: "en" }
    })
    assert.deepInclude(bench.state.settings.turnDetection, { threshold: 0.9, silence_duration_ms: 300 })
    bench.send(audio({ turn_detection: { type: "semantic_vad", eagerness: "high" } }))
    assert.deepStrictEqual(bench.state.settings.turnDetection, {
      type: "semantic_vad",
      eagerness: "high",
      create_response: true,
      interrupt_response: true
    })
    bench.send(audio({ turn_detection: null, transcription: null, noise_reduction: null }))
    bench.send(update({ instructions: "", tools: [] }))
    assert.deepInclude(bench.state.settings, {
      instructions: "",
      tools: [],
      turnDetection: null,
      transcription: null,
      noiseReduction: null
    })
  })

  it("may change the voice until the session has spoken, and never after", () => {
    const bench = new Bench()
    const voice = (name: string) => update({ audio: { output: { voice: name } } })
    bench.send(voice("marin"))
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "Audio", samples: silence(100) })
    bench.end()
    assert.strictEqual(bench.refusal(voice("cedar")).param, "session.audio.output.voice")
    bench.send(voice("marin"))
  })

  it("set and clear include, and keep tracing as it was first set", () => {
    const bench = new Bench()
    const include = ["item.input_audio_transcription.logprobs"]
    bench.send(update({ include }))
    bench.send(update({ tracing: { workflow_name: "a" } }))
    assert.deepInclude(bench.state.settings, { include, tracing: { workflow_name: "a" } })
    assert.strictEqual(bench.refusal(update({ tracing: null })).param, "session.tracing")
    bench.send(update({ include: null, tracing: { workflow_name: "a" } }))
    assert.strictEqual(bench.state.settings.include, null)
  })

  it("change the speed only between responses", () => {
    const bench = new Bench()
    const speed = (value: number) => update({ audio: { output: { speed: value } } })
    bench.send({ type: "response.create" })
    assert.strictEqual(bench.refusal(speed(1.2)).param, "session.audio.output.speed")
    bench.end()
    bench.send(speed(1.2))
  })
})

it("a refusal quotes at most 80 characters of an unknown type", () => {
  const understood = understand(ClientEvent, ClientEvent.decodeValue({ type: "x".repeat(100_000) }))
  if (Result.isSuccess(understood)) return assert.fail("accepted")
  const said = JSON.stringify(understood.failure)
  assert.include(said, `'${"x".repeat(79)}…'`)
  assert.isBelow(said.length, 2000)
})
