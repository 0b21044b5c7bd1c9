/** Function calls and out-of-band responses (protocol section 2 (6), (7)). */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Engine } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { all, connect, only, outline } from "./helper.ts"

describe("(6) function call", () => {
  const engine = Engine.scripted({
    turns: [
      { calls: [{ name: "weather", arguments: { city: "Lisbon", days: 3 } }] },
      { say: "It is sunny in Lisbon." },
      {
        say: "Both, then.",
        calls: [
          { name: "one", arguments: {} },
          { name: "two", arguments: {} }
        ]
      }
    ]
  })

  it.effect("streams its arguments, repeats them whole, and the next response speaks of the output", () =>
    Effect.gen(function* () {
      const { expect, send, until } = yield* connect(engine)
      yield* expect("session.created")
      yield* send("response.create", { response: { output_modalities: ["text"] } })
      const events = yield* until("response.done")
      assert.deepStrictEqual(outline(events), [
        "response.created",
        "response.output_item.added",
        "conversation.item.added",
        "response.function_call_arguments.delta xN",
        "response.function_call_arguments.done",
        "response.output_item.done",
        "conversation.item.done",
        "response.done"
      ])
      const added = only(events, "response.output_item.added").item
      assert.deepInclude(added, { type: "function_call", status: "in_progress", name: "weather", arguments: "" })
      const done = only(events, "response.function_call_arguments.done")
      assert.deepStrictEqual(JSON.parse(done.arguments), { city: "Lisbon", days: 3 })
      assert.strictEqual(done.name, "weather")
      assert.strictEqual(
        all(events, "response.function_call_arguments.delta")
          .map(({ delta }) => delta)
          .join(""),
        done.arguments
      )
      const call_id = done.call_id ?? ""
      const { item } = only(events, "response.output_item.done")
      assert.deepInclude(item, { type: "function_call", status: "completed", call_id })
      assert.deepStrictEqual(only(events, "response.done").response.output, [item])
      yield* send("conversation.item.create", {
        item: { type: "function_call_output", call_id, output: "sunny" }
      })
      const output = yield* expect("conversation.item.added")
      assert.deepInclude(output.item, { type: "function_call_output", output: "sunny", status: "completed" })
      yield* expect("conversation.item.done")
      yield* send("response.create", { response: { output_modalities: ["text"] } })
      assert.strictEqual(
        only(yield* until("response.done"), "response.output_text.done").text,
        "It is sunny in Lisbon."
      )
    })
  )

  it.effect("may follow a message, and several calls have indices of their own", () =>
    Effect.gen(function* () {
      const { send, until } = yield* connect(engine)
      for (const _ of ["first", "second"]) {
        yield* send("response.create", {})
        yield* until("response.done")
      }
      yield* send("response.create", {})
      const events = yield* until("response.done")
      assert.deepStrictEqual(
        all(events, "response.output_item.done").map(({ output_index, item }) => [output_index, item.type]),
        [
          [0, "message"],
          [1, "function_call"],
          [2, "function_call"]
        ]
      )
      const ids = all(events, "response.function_call_arguments.done").map(({ call_id }) => call_id)
      assert.strictEqual(new Set(ids).size, 2)
    })
  )

  it("is incomplete if it is cut off, with the arguments that came", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "FunctionCall", name: "weather", callId: "call_1" })
    bench.chunk({ _tag: "Arguments", text: '{"city":"Li' })
    const events = bench.send({ type: "response.cancel" })
    assert.strictEqual(only(events, "response.function_call_arguments.done").arguments, '{"city":"Li')
    assert.deepInclude(only(events, "response.output_item.done").item, { status: "incomplete", call_id: "call_1" })
  })

  it("is the only one without parallel_tool_calls, and a second call ends the response", () => {
    const bench = new Bench()
    const calls = (parallel_tool_calls: boolean) => {
      bench.send({ type: "response.create", response: { parallel_tool_calls } })
      assert.strictEqual(bench.request?.parallelToolCalls, parallel_tool_calls)
      return ["first", "second"].flatMap((name) => [
        ...bench.chunk({ _tag: "FunctionCall", name }),
        ...bench.chunk({ _tag: "Arguments", text: "{}" })
      ])
    }
    const { response } = only(calls(false), "response.done")
    assert.strictEqual(response.status, "completed")
    const names = response.output?.map((item) => item.type === "function_call" && [item.name, item.status])
    assert.deepStrictEqual(names, [["first", "completed"]])
    assert.deepInclude(bench.commands.at(-1), { _tag: "StopResponding" })
    assert.strictEqual(all(calls(true), "response.function_call_arguments.done").length, 1)
    assert.strictEqual(only(bench.end(), "response.done").response.output?.length, 2)
    bench.send({ type: "session.update", session: { type: "realtime", parallel_tool_calls: false } })
    bench.send({ type: "response.create" })
    assert.isFalse(bench.request?.parallelToolCalls)
  })

  it("reaches the engine with the tools and the tool choice of the response before those of the session", () => {
    const bench = new Bench()
    const tool = (name: string) => ({ type: "function", name }) as const
    bench.send({ type: "session.update", session: { type: "realtime", tools: [tool("a")], tool_choice: "required" } })
    bench.send({ type: "response.create" })
    assert.deepInclude(bench.request, { tools: [tool("a")], toolChoice: "required" })
    bench.end()
    bench.send({ type: "response.create", response: { tools: [tool("b")], tool_choice: tool("b") } })
    assert.deepInclude(bench.request, { tools: [tool("b")], toolChoice: tool("b") })
  })
})

describe("(7) out of band", () => {
  const classify = {
    type: "response.create",
    response: { conversation: "none", input: [], metadata: { topic: "mood" }, output_modalities: ["text"] }
  }

  it("a response has no items of the conversation, and metadata identifies it", () => {
    const bench = new Bench()
    const events = [...bench.send(classify), ...bench.chunk({ _tag: "Text", text: "calm" }), ...bench.end()]
    assert.deepStrictEqual(outline(events), [
      "response.created",
      "response.output_item.added",
      "response.content_part.added",
      "response.output_text.delta",
      "response.output_text.done",
      "response.content_part.done",
      "response.output_item.done",
      "response.done"
    ])
    for (const { response } of [only(events, "response.created"), only(events, "response.done")]) {
      assert.deepInclude(response, { conversation_id: null, metadata: { topic: "mood" } })
    }
    assert.deepStrictEqual(bench.state.items, [])
  })

  it("several responses run beside the active one, and are cancelled by id", () => {
    const bench = new Bench()
    bench.send({ type: "response.create" })
    const main = bench.responseId
    bench.send(classify)
    const one = bench.responseId
    bench.send(classify)
    assert.strictEqual(new Set([main, one, bench.responseId]).size, 3)
    assert.strictEqual(
      only(bench.send({ type: "response.cancel", response_id: one }), "response.done").response.id,
      one
    )
    assert.strictEqual(only(bench.send({ type: "response.cancel" }), "response.done").response.id, main)
    assert.strictEqual(only(bench.end(), "response.done").response.status, "completed")
  })

  it("the input of a response replaces the conversation, with new items and references", () => {
    const bench = new Bench()
    const user = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] })
    bench.send({ type: "conversation.item.create", item: { ...user("one"), id: "item_1" } })
    bench.send({ type: "conversation.item.create", item: { ...user("two"), id: "item_2" } })
    const input = [{ type: "item_reference", id: "item_2" }, user("three")]
    bench.send({ type: "response.create", response: { conversation: "none", input } })
    const said = bench.request?.context.map(({ item }) => ("content" in item ? item.content : []))
    assert.deepStrictEqual(said, [[{ type: "input_text", text: "two" }], [{ type: "input_text", text: "three" }]])
    bench.send({ type: "response.create", response: { conversation: "none", input: [] } })
    assert.deepStrictEqual(bench.request?.context, [])
  })

  it("no more responses run at once than the limit allows", () => {
    const bench = new Bench({ limits: { outOfBandResponses: 1 } })
    bench.send(classify)
    assert.strictEqual(bench.refusal(classify).param, "response.conversation")
  })
})
