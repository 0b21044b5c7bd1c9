import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from "@openai/agents-realtime"
import * as z from "zod"

const weather = tool({
  name: "weather",
  description: "The weather in a city.",
  parameters: z.object({ city: z.string() }),
  execute: ({ city }) => `It rains in ${city}.`
})
const agent = new RealtimeAgent({ name: "guide", instructions: "Be brief.", tools: [weather] })

const url = process.env["REALTIME_URL"]
const transport = new OpenAIRealtimeWebSocket(url === undefined ? {} : { url })
const session = new RealtimeSession(agent, { transport, model: "gpt-realtime" })
session.on("error", ({ error }) => console.error(error))
session.on("agent_tool_start", (_context, _agent, { name }) => console.log(`calls ${name}`))

let milliseconds = 0
session.on("audio", ({ data }) => {
  milliseconds += data.byteLength / 48
})
session.on("agent_end", (_context, _agent, said) => {
  if (said === "") return
  console.log(said)
  session.close()
})
await session.connect({ apiKey: process.env["OPENAI_API_KEY"] ?? "" })
session.sendMessage("What is the weather in Bonn?")
process.on("exit", () => console.log(milliseconds > 0 ? "heard" : "not heard"))
