/** What servers leave out, change or use again, and no client may rely on. */
import type { ClientEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { callsInFlight, conversation, textOf } from "../src/index.ts"
import { message, metadataOf, place, scripted, speak, until } from "./scripted.ts"
import { makeSpeaker } from "./speaker.ts"

const start = { startImmediately: true } as const
const silence = (samples: number, value = 0) =>
  Buffer.from(new Int16Array(samples).fill(value).buffer).toString("base64")

/** A server whose every event has this id, or none. */
const stamping = (event_id: string | undefined, options: Parameters<typeof scripted>[0] = {}) =>
  Effect.map(scripted(options), (stage) => ({
    ...stage,
    say: (type: string, fields: object) => stage.say(type, { ...fields, event_id })
  }))

for (const [name, event_id] of [
  ["one id on every event", "event_0"],
  ["an empty id on every event", ""]
] as const) {
  it.effect(`a server with ${name} is heard whole`, () =>
    Effect.gen(function* () {
      const speaker = makeSpeaker(24_000)
      const { say, session } = yield* stamping(event_id, { speaker })
      const heard: Array<string> = []
      yield* session.events.pipe(
        Stream.runForEach((event) => Effect.sync(() => heard.push(event.type))),
        Effect.forkScoped(start)
      )
      yield* say("response.created", { response: { id: "r" } })
      yield* say("response.output_item.added", { response_id: "r", output_index: 0, item: message })
      for (const delta of ["ha", " ha", " ha", " ha", "!"]) {
        yield* say("response.output_audio_transcript.delta", { ...place, delta })
      }
      for (let n = 0; n < 10; n++) yield* say("response.output_audio.delta", { ...place, delta: silence(2400, n >> 1) })
      yield* say("response.done", { response: { id: "r", status: "completed" } })
      const state = yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
      const part = state.items.get("i")?.parts.get(0)
      assert.deepStrictEqual([part?.text.text, part?.audioMs, speaker.played], ["ha ha ha ha!", 1000, 24_000])
      assert.strictEqual(heard.filter((type) => type.endsWith("delta")).length, 15)
      assert.deepStrictEqual(state.notices, [])
    })
  )
}

it.effect("an id that two different pieces share takes neither away", () =>
  Effect.gen(function* () {
    const { say, session } = yield* scripted()
    for (const delta of ["no ", "no ", "yes ", "yes ", "yes "]) {
      yield* say("response.output_text.delta", { ...place, ...(delta === "no " ? {} : { event_id: "again" }), delta })
    }
    yield* say("response.output_text.delta", { ...place, event_id: "again", delta: "maybe " })
    yield* say("response.output_text.delta", { ...place, event_id: "again", delta: "maybe " })
    const { notices } = yield* until(
      session,
      ({ items }) => items.get("i")?.parts.get(0)?.text.text === "no no yes maybe maybe "
    )
    assert.deepStrictEqual(
      notices.map(({ _tag }) => _tag),
      ["Repeated", "Repeated"]
    )
  })
)

it.effect("a response without metadata answers the one request that is open", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forkChild(session.createResponse(), start)
    yield* next
    yield* say("response.created", { response: { id: "r" } })
    assert.strictEqual(yield* Fiber.join(asking), "r")
  })
)

it.effect("requests that wait are answered one after the other by a server that echoes nothing", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(session.createResponse(), start))
    for (const id of ["a", "b", "c"]) {
      assert.strictEqual((yield* next).type, "response.create")
      yield* say("response.created", { response: { id, metadata: null } })
      yield* say("response.done", { response: { id, status: "completed" } })
    }
    assert.deepStrictEqual(yield* Effect.forEach(asking, Fiber.join), ["a", "b", "c"])
  })
)

it.effect("out of band and in the conversation, responses without metadata go to their own requests", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const main = yield* Effect.forkChild(session.createResponse(), start)
    const aside = yield* Effect.forkChild(session.createResponse({ conversation: "none" }), start)
    yield* Effect.all([next, next])
    yield* say("response.created", { response: { id: "beside", conversation_id: null } })
    yield* say("response.created", { response: { id: "within", conversation_id: "conv" } })
    assert.deepStrictEqual([yield* Fiber.join(main), yield* Fiber.join(aside)], ["within", "beside"])
  })
)

it.effect("the answer that a turn is owed goes to no request, and the next one does", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted({}, { input: { turn_detection: { type: "server_vad" } } })
    yield* say("input_audio_buffer.committed", { item_id: "u", previous_item_id: null })
    yield* until(session, ({ turns }) => turns.has("u"))
    const asking = yield* Effect.forkChild(session.createResponse(), start)
    yield* next
    yield* say("response.created", { response: { id: "own" } })
    yield* say("response.done", { response: { id: "own", status: "completed" } })
    yield* say("response.created", { response: { id: "mine" } })
    assert.strictEqual(yield* Fiber.join(asking), "mine")
  })
)

for (const [what, status] of [
  [
    "a turn that the client commits by hand is owed no answer, although the server answers those that it detects",
    "by hand"
  ],
  ["a detected turn is owed its answer, although the client commits at the same time", "detected"]
] as const) {
  it.effect(what, () =>
    Effect.gen(function* () {
      const { next, say, session } = yield* scripted({}, { input: { turn_detection: { type: "server_vad" } } })
      yield* session.sendAudio(new Int16Array(2400))
      yield* next
      const committing = yield* Effect.forkChild(session.commit, start)
      assert.strictEqual((yield* next).type, "input_audio_buffer.commit")
      if (status === "detected") {
        yield* say("input_audio_buffer.speech_started", { item_id: "u", audio_start_ms: 0 })
        yield* say("input_audio_buffer.speech_stopped", { item_id: "u", audio_end_ms: 200 })
      }
      yield* say("input_audio_buffer.committed", { item_id: "u", previous_item_id: null })
      yield* Fiber.join(committing)
      const asking = yield* Effect.forkChild(session.createResponse(), start)
      assert.strictEqual((yield* next).type, "response.create")
      yield* say("response.created", { response: { id: "first" } })
      yield* say("response.done", { response: { id: "first", status: "completed" } })
      yield* say("response.created", { response: { id: "second" } })
      assert.strictEqual(yield* Fiber.join(asking), status === "detected" ? "second" : "first")
    })
  )
}

it.effect("once a server echoed a key, a response without one is the server's own", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const first = yield* Effect.forkChild(session.createResponse(), start)
    yield* say("response.created", { response: { id: "one", metadata: metadataOf(yield* next) } })
    yield* say("response.done", { response: { id: "one", status: "completed" } })
    yield* Fiber.join(first)
    const second = yield* Effect.forkChild(session.createResponse(), start)
    const create = yield* next
    yield* say("response.created", { response: { id: "own" } })
    yield* say("response.created", { response: { id: "two", metadata: metadataOf(create) } })
    assert.strictEqual(yield* Fiber.join(second), "two")
  })
)

it.effect("a server that echoed a key and leaves one out has answered once that response ends", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const first = yield* Effect.forkChild(session.createResponse(), start)
    yield* say("response.created", { response: { id: "one", metadata: metadataOf(yield* next) } })
    yield* say("response.done", { response: { id: "one", status: "completed" } })
    yield* Fiber.join(first)
    const second = yield* Effect.forkChild(session.createResponse(), start)
    yield* next
    yield* say("response.created", { response: { id: "two" } })
    yield* say("response.done", { response: { id: "two", status: "completed" } })
    assert.strictEqual(yield* Fiber.join(second), "two")
  })
)

it.effect("a server that echoed a key says with null that a response is its own", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const first = yield* Effect.forkChild(session.createResponse(), start)
    yield* say("response.created", { response: { id: "one", metadata: metadataOf(yield* next) } })
    yield* say("response.done", { response: { id: "one", status: "completed" } })
    yield* Fiber.join(first)
    const second = yield* Effect.forkChild(session.createResponse(), start)
    const create = yield* next
    yield* say("response.created", { response: { id: "own", metadata: null } })
    yield* say("response.done", { response: { id: "own", status: "completed", metadata: null } })
    yield* say("response.created", { response: { id: "two", metadata: metadataOf(create) } })
    assert.strictEqual(yield* Fiber.join(second), "two")
  })
)

it.effect("a request withdrawn while a response may be its answer is cancelled", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const first = yield* Effect.forkChild(session.createResponse(), start)
    yield* say("response.created", { response: { id: "one", metadata: metadataOf(yield* next) } })
    yield* say("response.done", { response: { id: "one", status: "completed" } })
    yield* Fiber.join(first)
    const second = yield* Effect.forkChild(session.createResponse(), start)
    yield* next
    yield* say("response.created", { response: { id: "two" } })
    yield* until(session, ({ responses }) => responses.has("two"))
    yield* Fiber.interrupt(second)
    const cancel = yield* next
    assert.deepStrictEqual([cancel.type, "response_id" in cancel && cancel.response_id], ["response.cancel", "two"])
  })
)

it.effect("the answer that names its request is not cancelled, although another response was taken for it", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forkChild(session.createResponse(), start)
    const create = yield* next
    yield* say("response.created", { response: { id: "greeting" } })
    yield* say("response.done", { response: { id: "greeting", status: "completed" } })
    yield* Fiber.join(asking)
    yield* say("response.created", { response: { id: "answer", metadata: metadataOf(create) } })
    yield* until(session, ({ responses }) => responses.has("answer"))
    yield* Effect.forkChild(session.deleteItem("i"), start)
    assert.strictEqual((yield* next).type, "conversation.item.delete")
  })
)

it.effect("the response of another client of the call is not cancelled", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    yield* say("response.created", { response: { id: "theirs", metadata: { antiphon_request: "request_other_1" } } })
    yield* until(session, ({ responses }) => responses.has("theirs"))
    yield* Effect.forkChild(session.deleteItem("i"), start)
    assert.strictEqual((yield* next).type, "conversation.item.delete")
  })
)

it.effect("a request withdrawn is cancelled also where its response does not name it", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forkChild(session.createResponse(), start)
    yield* next
    yield* Fiber.interrupt(asking)
    yield* say("response.created", { response: { id: "late" } })
    const cancel = yield* next
    assert(cancel.type === "response.cancel")
    assert.strictEqual(cancel.response_id, "late")
  })
)

it.effect("a server that refuses metadata is asked without", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forkChild(session.createResponse(), start)
    const { event_id } = yield* next
    const error = { type: "invalid_request_error", message: "unsupported", param: "response.metadata", event_id }
    yield* say("error", { error })
    yield* say("response.created", { response: { id: "r" } })
    assert.strictEqual(yield* Fiber.join(asking), "r")
    yield* say("response.done", { response: { id: "r", status: "completed" } })
    yield* Effect.forkChild(session.createResponse(), start)
    assert.isNull(metadataOf(yield* next))
  })
)

const commands = (session: Effect.Success<ReturnType<typeof scripted>>["session"]) => ({
  addItem: session.addItem({ type: "message", role: "user", content: [{ type: "input_text", text: "x" }] }),
  configure: session.configure({ type: "realtime" }),
  createResponse: session.createResponse(),
  deleteItem: session.deleteItem("i")
})

for (const name of ["addItem", "configure", "createResponse", "deleteItem"] as const) {
  for (const [what, fields] of [
    ["names no event", () => ({ type: "invalid_request_error", message: "no" })],
    ["names no event and no type", () => ({ message: "no" })],
    ["has an empty event_id", () => ({ message: "no", event_id: "" })],
    ["lacks its type", ({ event_id }: ClientEvent) => ({ message: "no", event_id })],
    ["has a strange code and no message", ({ event_id }: ClientEvent) => ({ code: 7, event_id })]
  ] as const) {
    it.effect(`${name} is refused at once by an error that ${what}`, () =>
      Effect.gen(function* () {
        const { next, server, session } = yield* scripted()
        const asking = yield* Effect.forkChild(Effect.flip(commands(session)[name]), start)
        const frame = { type: "error", error: fields(yield* next) }
        yield* server.send(JSON.parse(JSON.stringify(frame)))
        assert.strictEqual((yield* Fiber.join(asking)).reason._tag, "Refused")
      })
    )
  }
}

it.effect("an error that is only a text refuses the command that waits, with its words", () =>
  Effect.gen(function* () {
    const { next, server, session } = yield* scripted()
    const asking = yield* Effect.forkChild(Effect.flip(session.deleteItem("i")), start)
    yield* next
    yield* server.send(JSON.parse(`{"type":"error","error":"out of order"}`))
    assert.match((yield* Fiber.join(asking)).message, /out of order/)
  })
)

it.effect("an error without a name refuses nothing if two commands wait, or if its code is of another", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const first = yield* Effect.forkChild(Effect.result(session.deleteItem("i")), start)
    yield* next
    yield* say("error", { error: { type: "invalid_request_error", message: "no", code: "item_truncate_invalid" } })
    yield* say("error", { error: { type: "server_error", message: "trouble" } })
    const second = yield* Effect.forkChild(Effect.result(session.deleteItem("j")), start)
    yield* next
    yield* say("error", { error: { type: "invalid_request_error", message: "which?" } })
    yield* until(session, ({ notices }) => notices.some(({ error }) => error.message === "which?"))
    yield* say("conversation.item.deleted", { item_id: "i" })
    yield* say("conversation.item.deleted", { item_id: "j" })
    const results = [yield* Fiber.join(first), yield* Fiber.join(second)]
    assert.deepStrictEqual(
      results.map(({ _tag }) => _tag),
      ["Success", "Success"]
    )
  })
)

it.effect("a refusal that another response is active is not put on a request out of band", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const asking = yield* Effect.forkChild(session.createResponse({ conversation: "none" }), start)
    yield* next
    const code = "conversation_already_has_active_response"
    yield* say("error", { error: { type: "invalid_request_error", message: "busy", code } })
    yield* say("response.created", { response: { id: "aside", conversation_id: null } })
    assert.strictEqual(yield* Fiber.join(asking), "aside")
  })
)

it.effect("an item that the server gave an id of its own answers the command that sent it", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const texts = ["a", "a", "b"]
    const adding = yield* Effect.forEach(texts, (text) =>
      Effect.forkChild(
        session.addItem({ type: "message", role: "user", content: [{ type: "input_text", text }] }),
        start
      )
    )
    yield* Effect.all([next, next, next])
    const added = (id: string, text: string) =>
      say("conversation.item.added", {
        item: { type: "message", role: "user", id, content: [{ type: "input_text", text }] }
      })
    yield* added("server_1", "a")
    yield* added("server_1", "a")
    yield* added("server_3", "b")
    yield* added("server_2", "a")
    const ids = yield* Effect.forEach(adding, (fiber) => Effect.map(Fiber.join(fiber), ({ id }) => id))
    assert.deepStrictEqual(ids, ["server_1", "server_2", "server_3"])
    assert.deepStrictEqual(conversation(yield* session.state).map(textOf), ["a", "b", "a"])
  })
)

it.effect("sendText gives the id that the item has in the state", () =>
  Effect.gen(function* () {
    const { next, say, session } = yield* scripted()
    const sending = yield* Effect.forkChild(session.sendText("Hello"), start)
    yield* next
    const item = { type: "message", role: "user", id: "theirs", content: [{ type: "input_text", text: "Hello" }] }
    yield* say("conversation.item.added", { item })
    yield* next
    yield* say("response.created", { response: { id: "r" } })
    assert.deepStrictEqual(yield* Fiber.join(sending), { itemId: "theirs", responseId: "r" })
  })
)

const call = (id: string, call_id: string, json: string) => ({
  type: "function_call",
  id,
  call_id,
  name: "f",
  arguments: json,
  status: "completed"
})

it.effect("calls that all claim the first place of a response run all, each once", () =>
  Effect.gen(function* () {
    const ran: Array<string> = []
    const run = (json: string, { callId }: { readonly callId: string }) =>
      Effect.sync(() => ran.push(`${callId} ${json}`)).pipe(Effect.as("done"))
    const { next, say, session } = yield* scripted({
      tools: { tools: [{ definition: { type: "function", name: "f" }, run }], concurrency: 1 }
    })
    yield* say("response.created", { response: { id: "r" } })
    for (const [id, json] of [
      ["a", ""],
      ["b", "null"],
      ["c", `{"x":1}`],
      ["d", "  "]
    ] as const) {
      yield* say("response.output_item.done", { response_id: "r", output_index: 0, item: call(id, `call_${id}`, json) })
    }
    yield* say("response.done", { response: { id: "r", status: "completed", output: [call("e", "call_e", "{}")] } })
    yield* until(session, (state) => callsInFlight(state).length + ran.length >= 5)
    for (let n = 0; n < 5; n++) {
      const output = yield* next
      assert(output.type === "conversation.item.create")
      yield* say("conversation.item.added", { item: output.item })
    }
    assert.strictEqual((yield* next).type, "response.create")
    assert.deepStrictEqual(ran.toSorted(), ["call_a {}", "call_b {}", `call_c {"x":1}`, "call_d {}", "call_e {}"])
  })
)

it.effect("a speaker that throws stops neither the session nor the words", () =>
  Effect.gen(function* () {
    const broken = () => {
      throw new Error("no device")
    }
    const { say, session } = yield* scripted({
      speaker: { rate: 24_000, queue: broken, clear: broken, position: broken }
    })
    yield* speak(say)
    yield* say("response.output_audio_transcript.delta", { ...place, delta: "Hello" })
    yield* session.interrupt
    const { notices } = yield* until(session, ({ items }) => items.get("i")?.parts.get(0)?.text.text === "Hello")
    assert.deepStrictEqual(
      notices.map(({ _tag }) => _tag),
      ["CallbackFailed"]
    )
  })
)
