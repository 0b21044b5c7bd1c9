import { conversation, type RealtimeTool } from "@antiphon/client"
import { assert, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as z from "zod"
import { collect, converse, served, textOnly } from "./clientServed.ts"

const place = z.object({ place: z.string() })
const weather = { name: "weather", arguments: { place: "Rome" } }
/** A tool that never ends by itself. It exposes its abort signal. */
const endless = (started: (signal: AbortSignal) => void): RealtimeTool<typeof place> => ({
  description: "",
  schema: place,
  run: (_args, { signal }) => {
    started(signal)
    return new Promise(() => {})
  }
})
const question = "What is the weather?"

it("a tool runs when the model calls it, and the next response uses its output", () => {
  const ran: Array<string> = []
  return converse(
    { turns: [{ calls: [weather, { name: "weather", arguments: { place: 7 } }] }, { say: "It is sunny." }] },
    async (session) => {
      const { session: config } = session.state
      assert(config?.type === "realtime" && "tools" in config)
      assert.deepStrictEqual(
        config.tools?.map((tool) => ("name" in tool ? tool.name : undefined)),
        ["weather"]
      )
      await session.configure(textOnly)
      await session.sendText(question)
      const said: Array<string> = []
      for await (const response of session.responses) {
        for await (const item of response) {
          for await (const part of item) said.push(...(await collect(part.textChunks())))
        }
        if (said.length > 0) break
      }
      assert.strictEqual(said.join(""), "It is sunny.")
      assert.deepStrictEqual(ran, ["Rome"])
      const outputs = [...session.state.items.values()].flatMap(({ item }) =>
        item?.type === "function_call_output" && "output" in item ? [item.output] : []
      )
      const [ended = "", refused = ""] = outputs.map(String).toSorted((one, other) => one.length - other.length)
      assert.strictEqual(ended, `{"place":"Rome","sunny":true}`)
      assert.match(refused, /invalid_arguments.*place/)
    },
    {
      tools: {
        weather: {
          description: "The weather of a place.",
          schema: place,
          run: ({ place }) => {
            ran.push(place)
            return { place, sunny: true }
          }
        }
      }
    }
  )
})

it("the tools stay in every later configuration, beside the tools that it names", () =>
  converse(
    { turns: [{ say: "Yes." }] },
    async (session) => {
      const tools = [{ type: "function", name: "clock", parameters: {} }] as const
      const config = await session.configure({ ...textOnly, tools })
      assert(config.type === "realtime" && "tools" in config)
      assert.deepStrictEqual(
        config.tools?.map((tool) => ("name" in tool ? tool.name : undefined)),
        ["clock", "weather"]
      )
    },
    { tools: { weather: { description: "", schema: place, run: () => "" } } }
  ))

it("an interruption aborts the running tool, and no response about it follows until the user asks", () => {
  const started = Promise.withResolvers<AbortSignal>()
  return converse(
    { turns: [{ calls: [weather] }, { say: "Never mind." }] },
    async (session) => {
      await session.configure(textOnly)
      const outputs = Promise.withResolvers<string>()
      session.on("conversation.item.added", ({ item }) => {
        if (item.type === "function_call_output" && "output" in item) outputs.resolve(item.output ?? "")
      })
      await session.sendText(question)
      const signal = await started.promise
      await session.interrupt()
      assert.match(await outputs.promise, /interrupted/)
      assert.isTrue(signal.aborted)
      const answer = await session.createResponse()
      await answer.done
      assert.strictEqual(session.state.responses.size, 2)
    },
    { tools: { weather: endless(started.resolve) } }
  )
})

it("tools run up to the limit at once, and each output is sent as its call ends", () => {
  let running = 0
  let most = 0
  // Every call is known by then, so each call that may run at the same time has begun.
  const called = Promise.withResolvers<void>()
  const calls = ["Rome", "Oslo", "Lima"].map((name) => ({ name: "weather", arguments: { place: name } }))
  return converse(
    { turns: [{ calls }, { say: "All is well." }] },
    async (session) => {
      await session.configure(textOnly)
      session.on("response.done", () => called.resolve())
      const spoken = new Promise((resolve) => session.on("response.output_text.done", resolve))
      await session.sendText(question)
      await spoken
      const outputs = conversation(session.state).flatMap(({ item }) =>
        item?.type === "function_call_output" && "output" in item ? [item.output] : []
      )
      assert.deepStrictEqual([outputs, most], [["Rome", "Oslo", "Lima"], 1])
    },
    {
      toolConcurrency: 1,
      tools: {
        weather: {
          description: "",
          schema: place,
          run: async ({ place }) => {
            most = Math.max(most, (running += 1))
            await called.promise
            running -= 1
            return place
          }
        }
      }
    }
  )
})

it("a running tool is aborted when the session is closed", () => {
  const started = Promise.withResolvers<AbortSignal>()
  return converse(
    { turns: [{ calls: [weather] }] },
    async (session) => {
      await session.configure(textOnly)
      await session.sendText(question)
      const signal = await started.promise
      const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve))
      await session.close()
      await aborted
    },
    { tools: { weather: endless(started.resolve) } }
  )
})

it("a remote call runs after its approval, and the next response uses its result", () => {
  const asked: Array<string> = []
  const search = { name: "search", arguments: { words: "noon" }, serverLabel: "library" }
  return converse(
    {
      turns: [{ mcpCalls: [{ ...search, result: { output: "12:00" } }] }, { say: "It is noon." }],
      mcpTools: { library: [{ name: "search" }] }
    },
    async (session) => {
      const listed = Promise.withResolvers<void>()
      session.on("mcp_list_tools.completed", () => listed.resolve())
      const tools = [
        { type: "mcp", server_label: "library", server_url: "https://mcp.example", require_approval: "always" }
      ] as const
      await session.configure({ ...textOnly, tools })
      await listed.promise
      await session.sendText("What time is it?")
      const said: Array<string> = []
      for await (const response of session.responses) {
        for await (const item of response) {
          for await (const part of item) said.push(...(await collect(part.textChunks())))
        }
        if (said.length > 0) break
      }
      assert.deepStrictEqual([said.join(""), asked], ["It is noon.", ["library/search"]])
    },
    {
      approveMcp: ({ name, server_label }) => {
        asked.push(`${server_label}/${name}`)
        return Promise.resolve(true)
      }
    }
  )
})

it("the client's README shows the program with tools, and the program prints the shown output", () =>
  served({ turns: [{ calls: [weather] }, { say: "It is sunny in Rome." }] }, async (url) => {
    const program = new URL("../../../packages/client/examples/tools.ts", import.meta.url)
    const env = { REALTIME_URL: url, OPENAI_API_KEY: "sk-any" }
    const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(program)], { env })
    const code = readFileSync(program, "utf8")
    const readme = readFileSync(new URL("../../../packages/client/README.md", import.meta.url), "utf8")
    assert.include(readme, `\`\`\`ts\n${code}\`\`\`\n\n\`\`\`text\n${stdout}\`\`\``)
    assert.isBelow(code.split("\n").length, 26)
  }))
