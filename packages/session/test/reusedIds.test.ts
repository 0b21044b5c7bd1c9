/** Servers that use the ids of responses again. Each response is one of its own, whichever id it has. */
import { ServerEvent } from "@antiphon/core"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Session from "../src/index.ts"
import { message, metadataOf, place, scripted, speak, until } from "./scripted.ts"
import { lateSpeaker, makeSpeaker } from "./speaker.ts"

const { initial, reduce, textOf, total } = Session

const sound = (samples: number) => Buffer.from(new Int16Array(samples).fill(100).buffer).toString("base64")
const words = (id: string, text: string): ReadonlyArray<object> => [
  { type: "response.created", response: { id } },
  { type: "response.output_item.added", response_id: id, output_index: 0, item: message },
  { type: "response.output_text.delta", ...place, response_id: id, delta: text },
  { type: "response.output_text.done", ...place, response_id: id, text },
  { type: "response.done", response: { id, status: "completed" } }
]

const known = (frame: object): ServerEvent => {
  const decoded = ServerEvent.decodeValue(frame)
  return decoded._tag === "Known" ? decoded.event : assert.fail("the frame is no event")
}

/** A machine on a connection, what it does, and what it is given. `from` is what it knows before. */
const opened = (from: Session.SessionState = initial) => {
  const { start, step } = Session.SessionMachine
  const outputs: Array<Session.SessionMachine.Output> = []
  let machine = start("s", {}, from)
  const apply = (input: Session.SessionMachine.Happening): void => {
    const next = step(machine, { ...input, now: 0 })
    machine = next.state
    outputs.push(...next.outputs)
  }
  const receives = (...frames: ReadonlyArray<object>): void => {
    for (const frame of frames) apply({ _tag: "Received", decoded: { _tag: "Known", event: known(frame) } })
  }
  apply({ _tag: "Opened", id: "o", trackRate: undefined, doubtsSilence: false, resuming: undefined })
  receives({ type: "session.created", session: { type: "realtime" } })
  return { apply, outputs, receives, session: () => machine.session }
}

it("responses of one id are responses of their own, and are billed each", () => {
  const usage = { total_tokens: 3, input_tokens: 1, output_tokens: 2 }
  const ended = { type: "response.done", response: { id: "r", status: "completed", usage } }
  const { receives, session } = opened()
  receives(...words("r", "one").slice(0, 4), ended, ended, ...words("r", "two").slice(0, 4), ended, ended)
  const { items, responses, usage: used } = session()
  assert.deepStrictEqual(
    [...responses.values()].map((each) => [
      each.status,
      [...each.items.values()].map((id) => textOf(items.get(id) ?? assert.fail(id)))
    ]),
    [
      ["completed", ["two"]],
      ["completed", ["one"]]
    ]
  )
  assert.strictEqual(total(used.responses.output), 4)
})

it.effect("every request is answered by a server that gives all responses one id", () =>
  Effect.gen(function* () {
    const speaker = makeSpeaker(24_000)
    const { next, say, session } = yield* scripted({ speaker })
    for (const samples of [2400, 4800]) {
      const asked = yield* Effect.forkScoped(session.createResponse())
      const metadata = metadataOf(yield* next)
      yield* say("response.created", { response: { id: "r", metadata } })
      assert.strictEqual(yield* Fiber.join(asked), "r")
      yield* say("response.output_audio.delta", { ...place, item_id: `i_${samples}`, delta: sound(samples) })
      yield* say("response.done", { response: { id: "r", status: "completed", metadata } })
      yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
    }
    assert.strictEqual(speaker.played, 7200)
  })
)

it.effect("a call whose id a server uses again runs again, once the output of the earlier one is there", () =>
  Effect.gen(function* () {
    const ran: Array<string> = []
    const run = (json: string) => Effect.sync(() => ran.push(json)).pipe(Effect.as("done"))
    const { next, say } = yield* scripted({
      tools: { tools: [{ definition: { type: "function", name: "f" }, run }] }
    })
    for (const json of ["{}", "{}"]) {
      const call = {
        type: "function_call",
        id: "call",
        call_id: "call_0",
        name: "f",
        arguments: json,
        status: "completed"
      }
      yield* say("response.created", { response: { id: "r" } })
      yield* say("response.done", { response: { id: "r", status: "completed", output: [call] } })
      const output = yield* next
      assert(output.type === "conversation.item.create")
      yield* say("conversation.item.added", { item: output.item, previous_item_id: null })
      assert.strictEqual((yield* next).type, "response.create")
    }
    assert.deepStrictEqual(ran, ["{}", "{}"])
  })
)

it("a response of the next connection is another, whatever its id, also if its beginning could not be read", () => {
  const { apply, outputs, receives, session } = opened(words("r", "one").map(known).reduce(reduce, initial))
  apply({ _tag: "Command", id: "c", command: { _tag: "createResponse", params: {} } })
  receives({ type: "response.done", response: { id: "r", status: "completed" } })
  assert.deepInclude(outputs, {
    _tag: "Settle",
    id: "c",
    answer: { _tag: "Began", responseId: "r", itemId: undefined }
  })
  assert.strictEqual(session().responses.size, 2)
})

it("an item that begins under the id of an ended response is of another response, whose beginning could not be read", () => {
  const { receives, session } = opened()
  const later = JSON.stringify(words("r", "two").slice(1)).replaceAll('"i"', '"i2"')
  receives(...words("r", "one"), ...JSON.parse(later))
  const { items, responses } = session()
  assert.deepStrictEqual(
    [...responses.values()].map((each) =>
      [...each.items.values()].map((id) => textOf(items.get(id) ?? assert.fail(id)))
    ),
    [["two"], ["one"]]
  )
})

it.effect("a beginning that comes twice, the second time behind the end, is no other response", () =>
  Effect.gen(function* () {
    const { say, server, session } = yield* scripted()
    yield* say("response.created", { response: { id: "r" } })
    yield* say("response.done", { response: { id: "r", status: "completed" } })
    yield* server.send(ServerEvent.make("response.created", { event_id: "event_2", response: { id: "r" } }))
    const { notices, responses } = yield* until(session, (state) => state.notices.length > 0)
    assert.deepStrictEqual(
      notices.map(({ _tag }) => _tag),
      ["Repeated"]
    )
    assert.deepStrictEqual(
      [...responses.values()].map(({ status }) => status),
      ["completed"]
    )
  })
)

it.effect("an interruption cuts the response that was heard, and not the later one that has its id by then", () =>
  Effect.gen(function* () {
    const { cleared, speaker } = lateSpeaker()
    const { next, say, session } = yield* scripted({ speaker })
    yield* speak(say)
    yield* say("response.done", { response: { id: "r", status: "completed" } })
    yield* until(session, ({ responses }) => responses.get("r")?.status === "completed")
    const interrupting = yield* Effect.forkScoped(session.interrupt)
    yield* Effect.yieldNow
    yield* say("response.created", { response: { id: "r" } })
    yield* say("response.output_audio.delta", { ...place, item_id: "later", delta: sound(2400) })
    yield* until(session, ({ items }) => items.has("later"))
    cleared.resolve({ until: 12_000, latencyMs: 0, resumesAt: 24_000 })
    const { truncated } = yield* Fiber.join(interrupting)
    assert.deepStrictEqual(
      truncated.map(({ audio_end_ms, item_id }) => [item_id, audio_end_ms]),
      [["i", 500]]
    )
    assert.strictEqual((yield* next).type, "conversation.item.truncate")
  })
)
