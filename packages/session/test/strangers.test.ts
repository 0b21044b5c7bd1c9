/** Frames that servers send although the protocol does not foresee them. Each is used as far as it can be, or noted. */
import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Session from "../src/index.ts"
import { inputFormat, outputFormat } from "../src/state/settings.ts"
import { message, place, scripted, speak, until } from "./scripted.ts"
import { makeSpeaker } from "./speaker.ts"

const { conversation, heardOf, initial, receive, replayPlan, textOf } = Session

/** The state after these frames, decoded from their text as a connection does it. */
const after = (...frames: ReadonlyArray<object | string>): Session.SessionState =>
  frames.reduce<Session.SessionState>(
    (state, frame) => receive(state, ServerEvent.decode(typeof frame === "string" ? frame : JSON.stringify(frame))),
    initial
  )
const tags = ({ notices }: Session.SessionState) => notices.map(({ _tag }) => _tag)
const sound = (samples: number) => Buffer.from(new Int16Array(samples).fill(100).buffer).toString("base64")
const words = (id: string, text: string): ReadonlyArray<object> => [
  { type: "response.created", response: { id } },
  { type: "response.output_item.added", response_id: id, output_index: 0, item: message },
  { type: "response.output_text.delta", ...place, response_id: id, delta: text },
  { type: "response.output_text.done", ...place, response_id: id, text },
  { type: "response.done", response: { id, status: "completed" } }
]

it("an item id that two responses use has the words of the later, and the earlier item keeps its own", () => {
  const user = { type: "message", role: "user", id: "u", content: [{ type: "input_text", text: "?" }] }
  const added = (item: object, previous_item_id: string | null) => ({
    type: "conversation.item.added",
    previous_item_id,
    item
  })
  const state = after(
    added(message, null),
    ...words("r", "one"),
    added(user, "i"),
    ...words("s", "two").toSpliced(2, 0, added(message, "u")),
    ...words("t", "three")
  )
  assert.deepStrictEqual(conversation(state).map(textOf), ["one", "?", "two", "three"])
  assert.strictEqual(state.items.get("i")?.parts.get(0)?.text.text, "three")
  assert.deepStrictEqual(
    ["r", "s", "t"].map((id) =>
      [...(state.responses.get(id)?.items.values() ?? [])].map((each) => state.items.get(each)?.responseId)
    ),
    [["r"], ["s"], ["t"]]
  )
  assert.deepStrictEqual(state.notices, [])
})

it("an answer that the server never announces as an item is in the conversation and in its replay, unless out of band", () => {
  const user = { type: "message", role: "user", id: "u", content: [{ type: "input_text", text: "?" }] }
  const asked = { type: "conversation.item.added", previous_item_id: null, item: user }
  const state = after(asked, ...words("r", "one"))
  assert.deepStrictEqual(conversation(state).map(textOf), ["?", "one"])
  assert.include(JSON.stringify(replayPlan(state).events), '"one"')
  const aside = words("r", "one").map((frame) =>
    JSON.stringify(frame).replace('{"id":"r"', '{"conversation_id":null,"id":"r"')
  )
  assert.deepStrictEqual(conversation(after(asked, ...aside)).map(textOf), ["?"])
})

it("an answer that is announced after its response has the place of the announcement", () => {
  const later = { type: "message", role: "user", id: "later", content: [{ type: "input_text", text: "!" }] }
  const added = (item: object, previous_item_id: string | null) => ({
    type: "conversation.item.added",
    previous_item_id,
    item
  })
  const state = after(added({ ...later, id: "u" }, null), ...words("r", "one"), added(later, "u"), added(message, "u"))
  assert.deepStrictEqual(conversation(state).map(textOf), ["!", "one", "!"])
})

it("two items of one id are replayed as two, and the next server may announce both", () => {
  const added = { type: "conversation.item.added", previous_item_id: null, item: message }
  const [created, begun, ...rest] = words("s", "two")
  const state = after(added, ...words("r", "one"), created ?? {}, begun ?? {}, added, ...rest)
  const items = replayPlan(state).events.flatMap((event) => ("item" in event ? [event.item] : []))
  assert.strictEqual(new Set(items.map(({ id }) => id)).size, 2)
  const echoed = items.reduce<Session.SessionState>(
    (next, item) => receive(next, ServerEvent.decodeValue({ ...added, item })),
    state
  )
  assert.deepStrictEqual(conversation(echoed).map(textOf), conversation(state).map(textOf))
  assert.deepStrictEqual(conversation(state).map(textOf).toSorted(), ["one", "two"])
})

it("an item id that two responses use is of both, if the server shows them only at their ends", () => {
  const end = (id: string, text: string) => ({
    type: "response.done",
    response: { id, status: "completed", output: [{ ...message, content: [{ type: "output_text", text }] }] }
  })
  const state = after(end("r", "one"), end("s", "two"), end("s", "two"))
  assert.deepStrictEqual([...state.items.values()].map(textOf).toSorted(), ["one", "two"])
})

it("an event of an ended response that comes late does not take an item from a later one", () => {
  const [created, begun, piece, whole, end] = words("s", "two")
  const late = { type: "response.content_part.done", ...place, response_id: "r", part: { type: "text", text: "one" } }
  const shown = { ...message, status: "completed", content: [{ type: "output_text", text: "one" }] }
  const again = { type: "response.done", response: { id: "r", status: "completed", output: [shown] } }
  const state = after(
    ...words("r", "one"),
    ...[created, begun, late, piece, again, whole, late, end].map((frame) => frame ?? {}),
    again
  )
  const said = (id: string) =>
    [...(state.responses.get(id)?.items.values() ?? [])].map((itemId) => {
      const item = state.items.get(itemId)
      return [item?.responseId, item === undefined ? "" : textOf(item)]
    })
  assert.deepStrictEqual([said("r"), said("s")], [[["r", "one"]], [["s", "two"]]])
  assert.deepStrictEqual([...state.items.values()].map(textOf).toSorted(), ["one", "two"])
})

it.effect("a call with the item id of an earlier one runs", () =>
  Effect.gen(function* () {
    const ran: Array<string> = []
    const definition = { type: "function", name: "look", parameters: {} } as const
    const run = (given: string) => Effect.sync(() => (ran.push(given), "{}"))
    const { say } = yield* scripted({ tools: { tools: [{ definition, run }] } })
    for (const id of ["r", "s"]) {
      const item = { type: "function_call", id: "i", call_id: `c_${id}`, name: "look", arguments: `{"of":"${id}"}` }
      yield* say("response.created", { response: { id } })
      yield* say("response.output_item.done", { response_id: id, output_index: 0, item })
      yield* say("response.done", { response: { id, status: "completed" } })
    }
    yield* Effect.yieldNow
    assert.deepStrictEqual(ran, ['{"of":"r"}', '{"of":"s"}'])
  })
)

it.effect("an item id that two responses use takes no sound away, and what is cut is the later one's", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { next, say, session } = yield* scripted({ speaker })
    for (const [id, samples] of [
      ["r", 2400],
      ["s", 4800]
    ] as const) {
      yield* say("response.created", { response: { id } })
      yield* say("response.output_audio.delta", { ...place, response_id: id, delta: sound(samples) })
      yield* say("response.output_audio.done", { ...place, response_id: id })
      yield* say("response.done", { response: { id, status: "completed" } })
    }
    yield* until(session, ({ responses }) => responses.get("s")?.status === "completed")
    assert.strictEqual(speaker.played, 7200)
    // The speaker has played half of it.
    yield* Effect.forkScoped(session.interrupt)
    const { event_id: _, ...cut } = yield* next
    assert.deepStrictEqual(cut, {
      type: "conversation.item.truncate",
      item_id: "i",
      content_index: 0,
      audio_end_ms: 50
    })
  })
)

it.effect("audio behind the end of its part and words behind the end of their text are noted", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { say, session } = yield* scripted({ speaker })
    yield* speak(say)
    yield* say("response.output_audio_transcript.delta", { ...place, delta: "Hello" })
    yield* say("response.output_audio_transcript.done", { ...place, transcript: "Hello" })
    yield* say("response.output_audio.done", place)
    yield* say("response.output_audio.delta", { ...place, delta: sound(2400) })
    yield* say("response.output_audio_transcript.delta", { ...place, delta: ", and more" })
    const state = yield* until(session, ({ notices }) => notices.length > 1)
    assert.deepStrictEqual([speaker.played, tags(state)], [24_000, ["Unfamiliar", "TextLate"]])
  })
)

it.effect("audio that is no base64 is noted with its reason", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { say, session } = yield* scripted({ speaker })
    yield* speak(say)
    yield* say("response.output_audio.delta", { ...place, delta: "data:audio/pcm;base64,AAAA" })
    yield* say("response.output_audio.delta", { ...place, delta: sound(2400) })
    const { notices } = yield* until(session, (state) => state.notices.length > 0)
    assert.match(JSON.stringify(notices), /response\.output_audio\.delta came .* left out .* delta not base64/)
    yield* Effect.yieldNow
    assert.strictEqual(speaker.played, 26_400)
  })
)

it("an item that is created twice stands once, with the words that came first", () => {
  const item = (text: string) => ({ type: "message", role: "user", id: "u", content: [{ type: "input_text", text }] })
  const created = (text: string) => ({ type: "conversation.item.added", previous_item_id: null, item: item(text) })
  const state = after(created("Hello"), created("Hello"), { ...created("Hello"), type: "conversation.item.done" })
  assert.deepStrictEqual(conversation(state).map(textOf), ["Hello"])
  assert.deepStrictEqual(state.notices, [])
})

for (const [audio_end_ms, heard] of [
  [-5, 0],
  [333.3, 333.3],
  [1e12, 1e12],
  [null, undefined],
  ["500", undefined]
] as const) {
  it(`a truncation at ${JSON.stringify(audio_end_ms)} ms leaves the words of a length that can be`, () => {
    const state = after(
      { type: "response.output_audio.delta", ...place, delta: sound(24_000) },
      { type: "response.output_audio_transcript.delta", ...place, delta: "Hello there" },
      { type: "conversation.item.truncated", item_id: "i", content_index: 0, audio_end_ms }
    )
    const part = state.items.get("i")?.parts.get(0)
    assert.strictEqual(part?.truncatedAtMs, heard)
    assert.include("Hello there", part === undefined ? "no part" : heardOf(part).text)
  })
}

it("parts with gaps between their indexes are read in the order of the indexes", () => {
  const piece = (content_index: number, delta: string) => ({
    type: "response.output_text.delta",
    ...place,
    content_index,
    delta
  })
  const state = after(piece(7, "last"), piece(0, "first"), piece(3, "middle"))
  const item = state.items.get("i")
  assert.strictEqual(item === undefined ? "" : textOf(item), "first\nmiddle\nlast")
})

it("a completed response that lists no output has completed the items whose texts are whole", () => {
  const [created, begun, piece, , end] = words("r", "one")
  assert.deepStrictEqual(end, { type: "response.done", response: { id: "r", status: "completed" } })
  const state = after(...words("r", "one"))
  assert.strictEqual(state.items.get("i")?.status, "completed")
  const half = after(...[created, begun, piece, end].flatMap((frame) => frame ?? []))
  assert.strictEqual(half.items.get("i")?.status, "incomplete")
})

it.effect("a call runs if its response completed without listing it, and its arguments are whole", () =>
  Effect.gen(function* () {
    const ran: Array<string> = []
    const { say } = yield* scripted({
      tools: {
        tools: [
          {
            definition: { type: "function", name: "look", parameters: {} },
            run: (given) => Effect.sync(() => (ran.push(given), "{}"))
          }
        ]
      }
    })
    const call = { type: "function_call", id: "i", call_id: "c", name: "look", arguments: "", status: "in_progress" }
    yield* say("response.created", { response: { id: "r" } })
    yield* say("response.output_item.added", { response_id: "r", output_index: 0, item: call })
    yield* say("response.function_call_arguments.done", { ...place, call_id: "c", arguments: '{"at":1}' })
    yield* say("response.done", { response: { id: "r", status: "completed" } })
    yield* Effect.yieldNow
    assert.deepStrictEqual(ran, ['{"at":1}'])
  })
)

for (const [given, read] of [
  [{ city: "Rome" }, '{"city":"Rome"}'],
  [["Rome"], '["Rome"]'],
  [5, "5"],
  [null, "{}"],
  [undefined, "{}"]
] as const) {
  it(`arguments that are ${JSON.stringify(given) ?? "absent"} instead of a text reach the function as they are`, () => {
    const call = { type: "function_call", id: "f", call_id: "c", name: "w", status: "completed", arguments: given }
    const state = after(
      { type: "response.created", response: { id: "r" } },
      { type: "conversation.item.added", previous_item_id: null, item: call },
      { type: "response.output_item.done", response_id: "r", output_index: 0, item: call }
    )
    assert.deepStrictEqual(
      Session.callsInFlight(state).map(({ arguments: json }) => json),
      [read]
    )
  })
}

it("half a session in an update leaves the directions of audio that it does not show", () => {
  const format = { type: "audio/pcmu" }
  const audio = { input: { format, turn_detection: { type: "server_vad" } }, output: { format, voice: "v" } }
  const created = { type: "session.created", session: { type: "realtime", audio } }
  const updated = (session: object) =>
    after(created, { type: "session.updated", session: { type: "realtime", ...session } })
  for (const half of [
    { instructions: "Hi" },
    { audio: {} },
    { audio: { output: { format, voice: "w" } } },
    { audio: null }
  ]) {
    const { session } = updated(half)
    assert.strictEqual(outputFormat(session).type, "audio/pcmu")
    assert.include(JSON.stringify(session), "server_vad")
  }
  // What a direction that is shown leaves out is unset.
  assert.notInclude(JSON.stringify(updated({ audio: { input: { format } } }).session), "server_vad")
})

for (const type of ["realtime", "transcription"]) {
  it(`a direction of audio that a session of type ${type} shows without its format keeps it, and a notice says which`, () => {
    const audio = (format: object) => ({ input: { ...format, transcription: { model: "m" } } })
    const session = (shown: object) => ({ session: { type, audio: shown } })
    const state = after(
      { type: "session.created", ...session(audio({ format: { type: "audio/pcma" } })) },
      { type: "session.updated", ...session(audio({})) },
      { type: "session.updated", ...session(audio({ format: null })) }
    )
    assert.strictEqual(inputFormat(state.session).type, "audio/pcma")
    assert.deepStrictEqual(tags(state), ["Unfamiliar", "Unfamiliar"])
    assert.match(JSON.stringify(state.notices), /session\.audio\.input\.format stays audio\/pcma/)
    const usual = after(
      { type: "session.created", ...session(audio({ format: { type: "audio/pcm", rate: 24_000 } })) },
      { type: "session.updated", ...session(audio({})) }
    )
    assert.deepStrictEqual(tags(usual), [])
  })
}

it("the end of a turn without its beginning is a turn", () => {
  const state = after(
    { type: "input_audio_buffer.speech_stopped", item_id: "u", audio_end_ms: 1200.5 },
    { type: "input_audio_buffer.committed", item_id: "u" }
  )
  assert.deepStrictEqual([state.turns.get("u")?.status, Session.isBetweenTurns(state)], ["committed", true])
})

it("rate limits in texts are noted, and the other limits count", () => {
  const state = after({
    type: "rate_limits.updated",
    rate_limits: [
      { name: "requests", limit: "100", remaining: "99", reset_seconds: "1.5s" },
      { name: "tokens", limit: 5, remaining: 4, reset_seconds: 1 }
    ]
  })
  assert.deepStrictEqual(
    state.rateLimits.map(({ remaining }) => remaining),
    [undefined, 4]
  )
  assert.deepStrictEqual(tags(state), ["Unfamiliar"])
})

it.effect("a character that is cut in two between pieces is whole in the words and in the events", () =>
  Effect.gen(function* () {
    const { server, session } = yield* scripted()
    const pieces: Array<string> = []
    yield* session.events.pipe(
      Stream.runForEach((event) =>
        Effect.sync(() => {
          if (event.type === "response.output_text.delta" && "delta" in event) pieces.push(`${event.delta}`)
        })
      ),
      Effect.forkScoped({ startImmediately: true })
    )
    for (const delta of ["\\ud83d", "\\ude00!"]) {
      const frame = `{"type":"response.output_text.delta","response_id":"r","item_id":"i","output_index":0,"content_index":0,"delta":"${delta}"}`
      const decoded = ServerEvent.decode(frame)
      if (decoded._tag !== "Malformed") yield* server.send(decoded.event)
    }
    const state = yield* until(session, ({ items }) => items.get("i")?.parts.get(0)?.text.text.endsWith("!") === true)
    assert.deepStrictEqual([state.items.get("i")?.parts.get(0)?.text.text, pieces.join("")], ["😀!", "😀!"])
  })
)
