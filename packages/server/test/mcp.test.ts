/** Tools of remote MCP servers, by script (protocol section 2 (13)). */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { Engine, EngineError, scripted } from "../src/index.ts"
import { Bench } from "./bench.ts"
import { connect, only, outline } from "./helper.ts"

const tool = (require_approval?: object | string) => ({
  type: "mcp",
  server_label: "files",
  server_url: "https://files.example/mcp",
  ...(require_approval === undefined ? {} : { require_approval })
})
const update = (...tools: ReadonlyArray<object>) => ({ type: "session.update", session: { type: "realtime", tools } })
const call = {
  serverLabel: "files",
  name: "read",
  arguments: '{"path":"a"}',
  result: { output: "alpha" }
}

const listing = (approval?: object | string) => {
  const bench = new Bench()
  const events = bench.send(update(tool(approval)))
  const itemId = only(events, "mcp_list_tools.in_progress").item_id
  return { bench, events, itemId }
}

describe("(13) listing", () => {
  it("the tools of a server that an update names come in an item", () => {
    const { bench, events, itemId } = listing()
    assert.deepStrictEqual(outline(events), [
      "session.updated",
      "conversation.item.added",
      "mcp_list_tools.in_progress"
    ])
    const tools = [{ name: "read", input_schema: {} }]
    const done = bench.step({ _tag: "ToolsListed", itemId, tools })
    assert.deepStrictEqual(outline(done), ["conversation.item.done", "mcp_list_tools.completed"])
    assert.deepStrictEqual(only(done, "conversation.item.done").item, {
      id: itemId,
      type: "mcp_list_tools",
      server_label: "files",
      tools
    })
    assert.deepStrictEqual(outline(bench.send(update(tool()))), ["session.updated"])
  })

  it("a listing that fails is reported, and a later update asks again", () => {
    const { bench, itemId } = listing()
    const error = new EngineError({ part: "listTools", message: "no route" })
    const failed = bench.step({ _tag: "ListingFailed", itemId, error })
    assert.deepStrictEqual(outline(failed), ["conversation.item.done", "mcp_list_tools.failed"])
    only(bench.send(update(tool())), "mcp_list_tools.in_progress")
  })

  it.effect("the tools of one server are at most 4 Mi characters, and a server without an end fails to list", () =>
    Effect.gen(function* () {
      let made = 0
      const endless = Stream.sync(() => ({ name: `tool_${made++}`, description: "x".repeat(50_000), input_schema: {} }))
      const parts = { ...scripted({ turns: [{ say: "Yes." }] }), listTools: () => Stream.forever(endless) }
      const { send, until } = yield* connect(Layer.succeed(Engine, parts))
      yield* send("session.update", {
        session: {
          type: "realtime",
          tools: [{ type: "mcp", server_label: "files", server_url: "https://files.example" }]
        }
      })
      const failed = yield* until("mcp_list_tools.failed")
      assert.deepInclude(only(failed, "conversation.item.done").item, { type: "mcp_list_tools", tools: [] })
      assert.isAtMost(made, (4 << 20) / 50_000 + 1)
    })
  )

  it("a deferred server is not asked", () => {
    assert.deepStrictEqual(outline(new Bench().send(update({ ...tool(), defer_loading: true }))), ["session.updated"])
  })
})

describe("(13) calls", () => {
  it("a call that needs no approval runs within its response", () => {
    const { bench } = listing("never")
    bench.send({ type: "response.create" })
    const events = bench.chunk({ _tag: "McpCall", call })
    assert.deepStrictEqual(outline(events), [
      "response.output_item.added",
      "conversation.item.added",
      "response.mcp_call_arguments.delta",
      "response.mcp_call_arguments.done",
      "response.mcp_call.in_progress",
      "response.mcp_call.completed",
      "response.output_item.done",
      "conversation.item.done"
    ])
    const { item } = only(events, "response.output_item.done")
    assert.deepInclude(item, { type: "mcp_call", name: "read", arguments: '{"path":"a"}', output: "alpha" })
    assert.deepStrictEqual(only(bench.end(), "response.done").response.output, [item])
  })

  it("a tool that fails gives its error in the item", () => {
    const { bench } = listing("never")
    bench.send({ type: "response.create" })
    const events = bench.chunk({ _tag: "McpCall", call: { ...call, result: { error: "no such file" } } })
    only(events, "response.mcp_call.failed")
    assert.deepInclude(only(events, "response.output_item.done").item, {
      error: { type: "tool_execution_error", message: "no such file" }
    })
  })

  it("a call that needs approval waits for it, and does not run if it is declined", () => {
    for (const approve of [true, false]) {
      const { bench } = listing()
      bench.send({ type: "response.create" })
      const asked = bench.chunk({ _tag: "McpCall", call })
      const request = only(asked, "conversation.item.done").item
      assert.deepInclude(request, { type: "mcp_approval_request", name: "read", arguments: '{"path":"a"}' })
      bench.end()
      const approval_request_id = "id" in request ? request.id : ""
      const item = { id: "item_yes", type: "mcp_approval_response", approval_request_id, approve }
      const events = bench.send({ type: "conversation.item.create", item })
      const approved = [
        "conversation.item.added",
        "response.mcp_call.in_progress",
        "response.mcp_call.completed",
        "conversation.item.done"
      ]
      assert.deepStrictEqual(outline(events), [
        "conversation.item.added",
        "conversation.item.done",
        ...(approve ? approved : [])
      ])
      if (approve) {
        assert.deepInclude(bench.state.items.at(-1)?.item, { type: "mcp_call", output: "alpha", approval_request_id })
      }
      const again = { type: "conversation.item.create", item: { ...item, id: "item_again" } }
      assert.strictEqual(bench.refusal(again).param, "item.approval_request_id")
    }
  })

  it("a request that was deleted cannot be approved", () => {
    const { bench } = listing()
    bench.send({ type: "response.create" })
    bench.chunk({ _tag: "McpCall", call })
    const id = bench.state.items.at(-1)?.id ?? ""
    bench.send({ type: "conversation.item.delete", item_id: id })
    const item = { id: "item_yes", type: "mcp_approval_response", approval_request_id: id, approve: true }
    assert.strictEqual(bench.refusal({ type: "conversation.item.create", item }).param, "item.approval_request_id")
  })

  it("a filter exempts single tools", () => {
    for (const [filter, asks] of [
      [{ never: { tool_names: ["read"] } }, false],
      [{ never: { tool_names: ["write"] } }, true],
      [{ always: { tool_names: ["read"] }, never: { tool_names: ["read"] } }, true]
    ] as const) {
      const { bench } = listing(filter)
      bench.send({ type: "response.create" })
      const { item } = only(bench.chunk({ _tag: "McpCall", call }), "response.output_item.done")
      assert.strictEqual(item.type === "mcp_approval_request", asks)
    }
  })

  it.effect("a script plays them over a connection", () =>
    Effect.gen(function* () {
      const engine = Engine.scripted({
        mcpTools: { files: [{ name: "read", input_schema: {} }] },
        turns: [{ mcpCalls: [{ ...call, arguments: { path: "a" } }] }, { say: "It says alpha." }]
      })
      const { send, until } = yield* connect(engine)
      yield* send("session.update", {
        session: {
          type: "realtime",
          output_modalities: ["text"],
          tools: [
            { type: "mcp", server_label: "files", server_url: "https://files.example", require_approval: "never" }
          ]
        }
      })
      const listed = only(yield* until("mcp_list_tools.completed"), "conversation.item.done").item
      assert.deepInclude(listed, { tools: [{ name: "read", input_schema: {} }] })
      yield* send("response.create", {})
      only(yield* until("response.done"), "response.mcp_call.completed")
      yield* send("response.create", {})
      assert.strictEqual(only(yield* until("response.done"), "response.output_text.done").text, "It says alpha.")
    })
  )
})
