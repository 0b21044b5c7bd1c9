import { assert, it } from "@effect/vitest"
import { TransportError } from "@antiphon/core"
import { cost, describeEnd, heardOf, LiveMachine, type LiveState } from "@antiphon/live"
import { Live } from "./live.ts"

type Input = LiveMachine.LiveInput
type Output = LiveMachine.LiveOutput

const decoded = (type: string, fields: object) => Live.ServerEvent.decodeValue({ type, event_id: "e", ...fields })

/** Takes the steps of a script and returns the last state with all outputs. */
const play = (
  inputs: ReadonlyArray<Input>,
  begin: LiveMachine.LiveStart = { now: 0, id: "s", session: { model: "gpt-live-1" } }
): { readonly state: LiveState; readonly outputs: ReadonlyArray<Output> } =>
  inputs.reduce((before, input) => {
    const { outputs, state } = LiveMachine.step(before.state, input)
    return { state, outputs: [...before.outputs, ...outputs] }
  }, LiveMachine.start(begin))

const event = (type: string, fields: object = {}, now = 1): Input => ({
  _tag: "Received",
  now,
  decoded: decoded(type, fields)
})
const greeting = (session: object = {}) => event("session.started", { client_event_id: "s", session })
const said = (speaker: "input" | "output", delta: string, start_ms?: number, end_ms?: number) =>
  event(`session.${speaker}_transcript.delta`, { delta, start_ms, end_ms })
const sent = (outputs: ReadonlyArray<Output>) => outputs.flatMap((each) => (each._tag === "Send" ? [each.event] : []))
const settled = (outputs: ReadonlyArray<Output>) =>
  outputs.flatMap((each) => (each._tag === "Settle" ? [[each.id, each.result._tag] as const] : []))
const lines = ({ turns }: LiveState) => turns.map(({ speaker, text }) => `${speaker}: ${text}`)
const lost = TransportError.closed({ code: 1006, reason: "", by: "remote" })

it("the client speaks first, and a sideband sends nothing", () => {
  assert.deepStrictEqual(
    sent(LiveMachine.start({ now: 0, id: "s", session: { model: "gpt-live-1" } }).outputs).map(({ type }) => type),
    ["session.start"]
  )
  assert.deepStrictEqual(sent(LiveMachine.start({ now: 0, id: "s" }).outputs), [])
})

it("a turn ends with a long pause or with the other speaker, and words that overlap stay together", () => {
  const { state } = play([
    greeting(),
    said("input", "Good", 0, 300),
    said("input", " morning.", 300, 800),
    said("output", "Hello,", 900, 1500),
    said("input", "Mhm.", 1200, 1400),
    said("output", " how are you?", 1500, 2400),
    said("input", "Fine.", 2500, 2900),
    said("output", "Good.", 3000, 3300),
    said("output", "Still there?", 9000, 9900)
  ])
  assert.deepStrictEqual(lines(state), [
    "user: Good morning.",
    "model: Hello, how are you?",
    "user: Mhm.",
    "user: Fine.",
    "model: Good.",
    "model: Still there?"
  ])
})

it("a transcript that comes late stands where it was spoken, and words without times go by their order", () => {
  const late = play([greeting(), said("output", "Seven.", 2000, 2500), said("input", "Three and four?", 0, 1500)])
  assert.deepStrictEqual(lines(late.state), ["user: Three and four?", "model: Seven."])
  const timeless = play([greeting(), said("input", "One"), said("input", " two"), said("output", "three")])
  assert.deepStrictEqual(lines(timeless.state), ["user: One two", "model: three"])
})

it("the speaker's place says what of a turn was heard", () => {
  const { state } = play([greeting(), said("output", "Hello.", 1000, 2000), { _tag: "Played", now: 2, ms: 1500 }])
  const turn = state.turns[0]
  assert.isDefined(turn)
  if (turn === undefined) return
  assert.strictEqual(heardOf({ heardMs: 900 }, turn), "none")
  assert.strictEqual(heardOf(state, turn), "partly")
  assert.strictEqual(heardOf({ heardMs: 2000 }, turn), "all")
})

it("each append is answered once: by its id, by a refusal, or by its deadline", () => {
  const append = (id: string): Input => ({
    _tag: "Command",
    now: 10,
    id,
    command: { _tag: "Append", kind: "commentary", content: "Say hello.", delegationId: null }
  })
  const { outputs, state } = play([
    greeting(),
    append("a"),
    append("b"),
    append("c"),
    event("session.commentary.appended", { client_event_id: "b" }),
    event("error", { client_event_id: "a", error: { code: "invalid_value", message: "no" } }),
    { _tag: "Tick", now: 10_010 },
    event("session.commentary.appended", { client_event_id: "c" })
  ])
  assert.deepStrictEqual(settled(outputs), [
    ["s", "Success"],
    ["b", "Success"],
    ["a", "Failure"],
    ["c", "Failure"]
  ])
  assert.strictEqual(state.pending.size, 0)
})

it("a delegation id is refused before it is sent if a Responses model does the work", () => {
  const { outputs } = play([
    greeting({ delegation: { type: "responses", responses: { model: "gpt-5" } } }),
    {
      _tag: "Command",
      now: 2,
      id: "a",
      command: { _tag: "Append", kind: "thinking", content: "x", delegationId: "d" }
    }
  ])
  assert.deepStrictEqual(settled(outputs).at(-1), ["a", "Failure"])
  assert.strictEqual(sent(outputs).length, 1)
})

it("the outputs of all calls of a response come before one response.create", () => {
  const wrapped = (inner: object) => event("response.event", { delegation_id: "d", event: inner })
  const call = (call_id: string) =>
    wrapped({ type: "response.output_item.done", item: { type: "function_call", call_id, name: "f", arguments: "{}" } })
  const answered = (callId: string): Input => ({ _tag: "ToolAnswered", now: 3, delegationId: "d", callId, output: "1" })
  const { outputs, state } = play([
    greeting(),
    call("1"),
    call("2"),
    call("2"),
    answered("2"),
    wrapped({ type: "response.completed" }),
    answered("1"),
    answered("1")
  ])
  assert.strictEqual(outputs.filter(({ _tag }) => _tag === "Call").length, 2)
  assert.deepStrictEqual(
    sent(outputs).map(({ type }) => type),
    ["session.start", "response.item.create", "response.item.create", "response.create"]
  )
  assert.strictEqual(state.work.size, 0)
})

it("the seconds never fall, and only session.closed settles them", () => {
  const usage = (seconds: number) => event("session.usage.updated", { usage: { seconds } })
  const { outputs, state } = play([greeting(), usage(15), usage(12), { _tag: "Ended", now: 9, error: lost }])
  assert.deepStrictEqual(cost(state.usage, 6), { amount: 1.5, isSettled: false })
  const end = outputs.find(({ _tag }) => _tag === "End")
  assert.isTrue(end?._tag === "End" && end.end._tag === "Lost" && !end.end.canFork)
  assert.include(end?._tag === "End" ? describeEnd(end.end) : "", "cannot be resumed")
})

it("a close without an answer ends at its deadline, and says so", () => {
  const { outputs } = play([
    greeting({ store: true, id: "live_1" }),
    { _tag: "Close", now: 5 },
    { _tag: "Close", now: 6 },
    { _tag: "Tick", now: 10_005 },
    { _tag: "Ended", now: 10_006, error: lost }
  ])
  assert.strictEqual(sent(outputs).filter(({ type }) => type === "session.close").length, 1)
  assert.strictEqual(outputs.filter(({ _tag }) => _tag === "Disconnect").length, 1)
  const end = outputs.find(({ _tag }) => _tag === "End")
  assert.isTrue(end?._tag === "End" && end.end._tag === "Lost" && end.end.isCloseUnanswered && end.end.canFork)
})

const frame = (text: string, now = 1): Input => ({ _tag: "Received", now, decoded: Live.ServerEvent.decode(text) })
const reasons = (outputs: ReadonlyArray<Output>) =>
  outputs.flatMap((each) => (each._tag === "Settle" && each.result._tag === "Failure" ? [each.result.failure] : []))

it("whatever cannot be the start ends the opening at once, and the error says what came", () => {
  const cases: ReadonlyArray<readonly [frame: string, said: RegExp]> = [
    ["<html>", /something that is no event: frame is not JSON/],
    [
      '{"type":"session.started","session":null}',
      /session\.started that cannot be used: .*session: expected an object/
    ],
    ['{"type":"session.created","session":{"id":"s"}}', /session\.created of the Realtime API/],
    ['{"type":"error","error":"no such model"}', /no such model/],
    ['{"error":{"message":"over quota"}}', /over quota/]
  ]
  for (const [text, said] of cases) {
    const [reason] = reasons(play([frame(text)]).outputs)
    assert(reason?._tag === "Disconnected" || reason?._tag === "Refused", text)
    assert.match(reason.error.message, said)
  }
})

it("a start answers whichever id it names, and a late one says what came instead", () => {
  assert.strictEqual(play([event("session.started", { client_event_id: "other", session: {} })]).state.phase, "open")
  const late = play([event("session.updated", { session: {} }), { _tag: "Tick", now: 10_001 }])
  assert.deepInclude(reasons(late.outputs)[0], { _tag: "NoAnswer", before: ["session.updated"] })
})

it("a command is refused by an error that is a text, or that names it as Realtime does", () => {
  const mute: Input = { _tag: "Command", now: 2, id: "m", command: { _tag: "Mute" } }
  for (const error of ['"client_event_id":"m","error":"busy"', '"error":{"message":"busy","event_id":"m"}']) {
    const [reason] = reasons(play([greeting(), mute, frame(`{"type":"error",${error}}`)]).outputs)
    assert(reason?._tag === "Refused", error)
    assert.strictEqual(reason.error.message, "busy")
  }
})

it("what a server sends in vain leaves a notice, and the last 100 are kept", () => {
  const { state } = play([
    greeting(),
    frame("nope"),
    event("session.usage.updated", { usage: { seconds: 1 }, context_window: 5 }),
    event("error", { error: { message: "too loud" } }),
    { _tag: "Unreadable", now: 2, message: "not base64" }
  ])
  assert.deepStrictEqual(
    state.notices.map(({ kind }) => kind),
    ["malformed", "unfamiliar", "refused", "audio"]
  )
  const many = play([greeting(), ...Array.from({ length: 300 }, () => frame(`{"type":"${"x".repeat(9000)}`))])
  assert.strictEqual(many.state.notices.length, 100)
})

const wrapped = (inner: object) => event("response.event", { delegation_id: "d", event: inner })
const done = (item: object) =>
  wrapped({ type: "response.output_item.done", item: { type: "function_call", id: "i", name: "pay", ...item } })
const completed = (response: object = {}) => wrapped({ type: "response.completed", response })
const calls = (outputs: ReadonlyArray<Output>) => outputs.flatMap((each) => (each._tag === "Call" ? [each.call] : []))

it("a call runs with arguments of any shape, by the id that it has, and from the end of its response", () => {
  const call = (item: object) => calls(play([greeting(), done(item)]).outputs)[0]
  assert.strictEqual(call({ call_id: "c", arguments: { a: 1 } })?.arguments, '{"a":1}')
  assert.strictEqual(call({ call_id: "c", arguments: "" })?.arguments, "{}")
  assert.strictEqual(call({ arguments: "{}" })?.callId, "i")
  const listed = completed({ output: [{ type: "function_call", call_id: "c", name: "pay", arguments: "{}" }] })
  const [last] = calls(play([greeting(), listed]).outputs)
  assert.strictEqual(last?.callId, "c")
})

it("a call that comes again after its response runs once, and one too many is answered", () => {
  const answered: Input = { _tag: "ToolAnswered", now: 3, delegationId: "d", callId: "c", output: "paid" }
  const again = play([greeting(), done({ call_id: "c" }), completed(), answered, done({ call_id: "c" }), completed()])
  assert.strictEqual(calls(again.outputs).length, 1)
  const many = play([greeting(), ...Array.from({ length: 65 }, (_, n) => done({ call_id: `c${n}` }))])
  assert.strictEqual(calls(many.outputs).length, 64)
  const busy = sent(many.outputs).flatMap((each) => (each.type === "response.item.create" ? [each.item] : []))
  assert.strictEqual(Reflect.get(busy[0] ?? {}, "call_id"), "c64")
  assert.match(many.state.notices[0]?.message ?? "", /^pay was not run/)
})
