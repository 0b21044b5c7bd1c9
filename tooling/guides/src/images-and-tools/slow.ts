import { connect } from "@antiphon/client"
import { setTimeout } from "node:timers/promises"
import * as z from "zod"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  tools: {
    research: {
      description: "Searches the archive. It takes a while.",
      schema: z.object({ about: z.string() }),
      timeoutMs: 120_000,
      run: async ({ about }, { progress, signal }) => {
        progress("The search has begun. The result follows.")
        await setTimeout(500, undefined, { signal })
        return `Three letters mention ${about}.`
      }
    }
  }
})
await session.sendText("What does the archive say about the lighthouse?")
let answers = 0
for await (const { isFinal, role, text } of session.transcripts) {
  if (role !== "assistant" || !isFinal) continue
  console.log(text)
  if (++answers === 2) break
}
