/** The invariants of protocol section 1 hold for any order of what clients, engine and clock do. */
import { ClientEvent } from "@antiphon/core"
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { EngineError, type Input, type ResponseChunk } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { base64, silence, tone } from "./helper.ts"
import { Invariants } from "./invariants.ts"

/** Something that may happen. Its ids are drawn from those that the machine has made, and from one that it has not. */
type Happening = (bench: Bench) => void

const pick = (ids: ReadonlyArray<string>, draw: number): string => ids[draw % (ids.length + 1)] ?? "unknown"

const client = (bench: Bench, event: object): void => {
  const event_id = `client_event_${bench.state.serial}`
  bench.receive(ClientEvent.decode(JSON.stringify({ event_id, ...event })))
}

const items = ({ state }: Bench) => [
  ...state.items.map(({ id }) => id),
  ...(state.input.turn ? [state.input.turn.itemId] : [])
]
const responses = (bench: Bench) =>
  bench.commands.flatMap((command) => (command._tag === "Respond" ? [command.request.id] : []))

const draw = fc.nat(20)
const text = fc.constantFrom("", "word ", "Two words.")

const updates = fc.constantFrom(
  { turn_detection: null },
  { turn_detection: { type: "server_vad" } },
  { turn_detection: { type: "server_vad", create_response: false, interrupt_response: false } },
  { turn_detection: { type: "server_vad", interrupt_response: false } },
  { turn_detection: { type: "semantic_vad", eagerness: "low" } },
  { transcription: { model: "whisper-1" } },
  { transcription: null },
  { oops: 1 }
)

const tools = [
  { type: "mcp", server_label: "free", require_approval: "never" },
  { type: "mcp", server_label: "guarded" }
]

const content = fc.constantFrom(
  { role: "user", content: [{ type: "input_text", text: "hi" }] },
  { role: "user", content: [{ type: "input_audio", audio: base64(tone(50)) }] },
  { role: "assistant", content: [{ type: "output_text", text: "ho" }] },
  { role: "assistant", content: [{ type: "output_audio", transcript: "ho" }] },
  { role: "system", content: [] },
  { role: "critic", content: [] }
)

const params = fc.record(
  {
    conversation: fc.constantFrom("auto", "none", "other"),
    output_modalities: fc.constantFrom(["audio"], ["text"], []),
    parallel_tool_calls: fc.boolean(),
    max_output_tokens: fc.constantFrom("inf", 1, 3, 0),
    metadata: fc.constantFrom({}, { a: "b" }),
    input: fc.constantFrom([], [{ type: "item_reference", id: "gone" }])
  },
  { requiredKeys: [] }
)

const chunks: fc.Arbitrary<ResponseChunk> = fc.oneof(
  fc.record({ _tag: fc.constant("Text"), text }),
  fc.record({ _tag: fc.constant("Written"), text }),
  fc.record({ _tag: fc.constant("Transcript"), text }),
  fc.record({ _tag: fc.constant("Audio"), samples: fc.nat(250).map(silence) }),
  fc.record({ _tag: fc.constant("FunctionCall"), name: fc.constant("look") }),
  fc.record({ _tag: fc.constant("Arguments"), text }),
  fc.record({ _tag: fc.constant("Message") }),
  fc.record({
    _tag: fc.constant("McpCall"),
    call: fc.record({
      serverLabel: fc.constantFrom("free", "guarded"),
      name: fc.constant("look"),
      arguments: fc.constant("{}"),
      result: fc.constantFrom({ output: "seen" }, { error: "dark" })
    })
  }),
  fc.record({ _tag: fc.constant("Incomplete"), reason: fc.constantFrom("max_output_tokens", "content_filter") })
)

const error = new EngineError({ part: "respond", message: "no" })

const tell =
  (make: (bench: Bench) => Parameters<Bench["step"]>[0]): Happening =>
  (bench) =>
    void bench.step(make(bench))

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  updates.map(
    (input): Happening =>
      (b) =>
        client(b, { type: "session.update", session: { type: "realtime", audio: { input } } })
  ),
  fc.nat(300).map(
    (ms): Happening =>
      (b) =>
        client(b, { type: "input_audio_buffer.append", audio: base64(tone(ms)) })
  ),
  fc.constant<Happening>((b) => client(b, { type: "session.update", session: { type: "realtime", tools } })),
  fc.tuple(draw, fc.boolean()).map(([id, approve]): Happening => (b) => {
    const request = pick([...b.state.approvals.keys()], id)
    const item = { id: `mine_${b.state.serial}`, type: "mcp_approval_response", approval_request_id: request, approve }
    client(b, { type: "conversation.item.create", item })
  }),
  draw.map((id) =>
    tell((b) => ({ _tag: "ToolsListed", itemId: pick([...b.state.listing.keys()], id), tools: [{ name: "look" }] }))
  ),
  draw.map((id) => tell((b) => ({ _tag: "ListingFailed", itemId: pick([...b.state.listing.keys()], id), error }))),
  fc.constant<Happening>((b) => client(b, { type: "input_audio_buffer.commit" })),
  fc.constant<Happening>((b) => client(b, { type: "input_audio_buffer.clear" })),
  fc.tuple(content, draw, draw).map(
    ([item, id, previous]): Happening =>
      (b) =>
        client(b, {
          type: "conversation.item.create",
          previous_item_id: [null, "root", pick(items(b), previous)][previous % 3],
          item: {
            type: "message",
            ...item,
            ...(id % 2 === 0 ? {} : { id: pick([...items(b), `mine_${b.state.serial}`], id) })
          }
        })
  ),
  fc.tuple(draw, fc.boolean()).map(
    ([id, known]): Happening =>
      (b) =>
        client(b, {
          type: "conversation.item.create",
          item: known
            ? { type: "function_call", name: "look", arguments: "{}", call_id: `call_${id}` }
            : { type: "function_call_output", call_id: `call_${id}`, output: "" }
        })
  ),
  fc.tuple(fc.constantFrom("retrieve", "delete"), draw).map(
    ([what, id]): Happening =>
      (b) =>
        client(b, { type: `conversation.item.${what}`, item_id: pick(items(b), id) })
  ),
  fc.tuple(draw, fc.nat(400)).map(
    ([id, ms]): Happening =>
      (b) =>
        client(b, {
          type: "conversation.item.truncate",
          item_id: pick(items(b), id),
          content_index: id % 2,
          audio_end_ms: ms
        })
  ),
  params.map(
    (response): Happening =>
      (b) =>
        client(b, { type: "response.create", response })
  ),
  fc.constant<Happening>((b) => client(b, { type: "response.create" })),
  draw.map(
    (id): Happening =>
      (b) =>
        client(b, { type: "response.cancel", ...(id % 2 === 0 ? {} : { response_id: pick(responses(b), id) }) })
  ),
  fc.constantFrom<object>({}, { type: 1 }, { type: "no.such" }, { type: "response.create", x: 1 }).map(
    (event): Happening =>
      (b) =>
        client(b, event)
  ),
  fc
    .tuple(fc.constantFrom("SpeechStarted", "SpeechStopped"), fc.nat(40_000))
    .map(([_tag, at]) =>
      tell((b) => ({ _tag: "Turn", detection: b.state.input.detection.number, event: { _tag, at } }))
    ),
  fc
    .nat(40_000)
    .map((until) =>
      tell((b) => ({ _tag: "Turn", detection: b.state.input.detection.number, event: { _tag: "Silence", until } }))
    ),
  fc.constant(tell((b) => ({ _tag: "DetectionFailed", detection: b.state.input.detection.number, error }))),
  fc
    .tuple(chunks, draw)
    .map(([chunk, id]) => tell((b) => ({ _tag: "Chunk", responseId: pick(responses(b), id), chunk }))),
  fc.tuple(chunks, draw).map(([chunk]) => tell((b) => ({ _tag: "Chunk", responseId: b.responseId, chunk }))),
  draw.map((id) => tell((b) => ({ _tag: "ResponseEnded", responseId: pick(responses(b), id) }))),
  draw.map((id) => tell((b) => ({ _tag: "ResponseFailed", responseId: pick(responses(b), id), error }))),
  fc
    .tuple(draw, text)
    .map(([id, piece]) => tell((b) => ({ _tag: "Transcript", itemId: pick(items(b), id), chunk: { text: piece } }))),
  draw.map((id) => tell((b) => ({ _tag: "TranscriptEnded", itemId: pick(items(b), id) }))),
  draw.map((id) => tell((b) => ({ _tag: "TranscriptFailed", itemId: pick(items(b), id), error }))),
  fc.constant<Happening>((b) => client(b, { type: "output_audio_buffer.clear" })),
  fc.nat(300).map((ms) => tell(() => ({ _tag: "TrackAudio", samples: tone(ms) }))),
  fc.nat(2000).map(
    (ms): Happening =>
      (b) =>
        void b.sleep(ms)
  )
)

const play = (story: ReadonlyArray<Happening>, start = {}): Bench => {
  const bench = new Bench(start)
  for (const happens of story) happens(bench)
  return bench
}

/** `STORIES` times as many in `test:long`; a failure prints its seed, and `SEED` plays it again. */
const runs = (count: number): fc.Parameters<unknown> => {
  const { SEED, STORIES } = process.env
  return { numRuns: count * Number(STORIES ?? 1), ...(SEED === undefined ? {} : { seed: Number(SEED) }) }
}

describe("the machine", { timeout: 3_600_000 }, () => {
  it("keeps every invariant of protocol section 1, and clients see the server's order of items", () => {
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 60, size: "max" }), (story) => {
        const { sent, state, commands } = play(story)
        const invariants = new Invariants()
        for (const event of sent) invariants.watch(event)
        assert.deepStrictEqual(
          invariants.order,
          state.items.map(({ id }) => id)
        )
        assert.strictEqual(invariants.running, state.responses.size)
        const asked = commands.filter(({ _tag }) => _tag === "Respond").length
        assert.strictEqual(asked, sent.filter(({ type }) => type === "response.created").length)
      }),
      runs(2000)
    )
  })

  it("keeps them if it owns playback too, and each response that starts to play stops or is cleared once", () => {
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 60, size: "max" }), (story) => {
        const { sent, state } = play(story, { ownsPlayback: true })
        const invariants = new Invariants()
        for (const event of sent) invariants.watch(event)
        assert.strictEqual(invariants.playing, state.playing[0]?.responseId)
        assert.isFalse(sent.some(({ type }) => type === "response.output_audio.delta"))
      }),
      runs(1000)
    )
  })

  it("forgets what passes its limits, and never holds more than they allow", () => {
    const limits = { items: 3, keptAudioMs: 200, uncommittedMs: 400, outOfBandResponses: 1 }
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 60, size: "max" }), (story) => {
        const { state } = play(story, { limits })
        assert.isAtMost(state.items.length, limits.items)
        assert.isAtMost(state.input.audio.length, limits.uncommittedMs * 24)
        const kept = state.items.flatMap(({ audio }) => [...audio.values()])
        assert.isAtMost(
          kept.reduce((sum, { length }) => sum + length, 0),
          limits.keptAudioMs * 24
        )
        assert.isAtMost([...state.responses.values()].filter(({ inConversation }) => !inConversation).length, 1)
      }),
      runs(500)
    )
  })

  it("gives the same outputs for the same inputs, and never changes an earlier state", () => {
    fc.assert(
      fc.property(fc.array(happenings, { maxLength: 40 }), (story) => {
        const inputs: Array<Input> = []
        const bench = new Bench()
        const { state } = bench
        const step = bench.step.bind(bench)
        bench.step = (input) => {
          inputs.push({ ...input, now: bench.now })
          return step(input)
        }
        for (const happens of story) happens(bench)
        const again = new Bench()
        again.state = state
        for (const input of inputs) again.step(input)
        assert.deepStrictEqual(again.sent.slice(1), bench.sent.slice(1))
      }),
      runs(200)
    )
  })
})
