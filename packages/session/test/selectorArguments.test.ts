/** People who write JavaScript pass the session in place of its state. They read what to pass, at their own line. */
import { assert, it } from "@effect/vitest"
import {
  activeResponse,
  callsInFlight,
  conversation,
  cost,
  currentTurn,
  expiresAt,
  heardOf,
  textOf,
  total,
  transcript
} from "../src/index.ts"

const untyped =
  (call: (...args: Array<never>) => unknown) =>
  (...args: ReadonlyArray<unknown>): unknown =>
    Reflect.apply(call, undefined, args)
const tokens = { input: { text: 1 }, cached: { text: 0 }, output: { text: 1 } }

it.each([
  [conversation, [{ state: {} }], "conversation takes the state of a session, e.g. session.state, not an object"],
  [transcript, [undefined], "transcript takes the state of a session, e.g. session.state, not undefined"],
  [currentTurn, [7], "currentTurn takes the state of a session, e.g. session.state, not 7"],
  [activeResponse, [[]], "activeResponse takes the state of a session, e.g. session.state, not an array"],
  [callsInFlight, [Promise.resolve()], "callsInFlight takes the state of a session, e.g. session.state, not a Promise"],
  [expiresAt, [{}], "expiresAt takes the state of a session, e.g. session.state, not an object"],
  [textOf, ["item_1"], "textOf takes an item of conversation(session.state), not a string"],
  [heardOf, [{}], "heardOf takes a part of an item, e.g. item.parts.get(0), not an object"],
  [total, [undefined], "total takes tokens, e.g. session.usage.responses.output, not undefined"],
  [cost, [undefined, {}], "cost takes tokens, e.g. session.usage.responses, not undefined"],
  [
    cost,
    [tokens, undefined],
    "cost takes prices of a million tokens, { input: { text, audio }, output: { … } }, not undefined"
  ],
  [
    cost,
    [tokens, { text: 4 }],
    "cost takes prices of a million tokens, { input: { text, audio }, output: { … } }, not prices without input or output"
  ]
])("%o refuses %o", (call, args, said) => {
  try {
    untyped(call)(...args)
  } catch (error) {
    assert(error instanceof TypeError)
    assert.strictEqual(error.message, said)
    assert.match(error.stack?.split("\n")[1] ?? "", /Reflect\.apply|selectorArguments/)
    return
  }
  assert.fail("it was accepted")
})
