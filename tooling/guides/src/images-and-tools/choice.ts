import { connect } from "@antiphon/client"
import * as z from "zod"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  tools: {
    book: {
      description: "Books a table.",
      schema: z.object({ people: z.number().int().positive(), time: z.string() }),
      run: async ({ people, time }) => `A table for ${people} at ${time} is booked.`
    }
  }
})
await session.addItem({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text: "A table for two at eight, please." }]
})
// The model has to call a function. The answer that follows the call is free again.
await session.createResponse({ tool_choice: { type: "function", name: "book" } })
for await (const { isFinal, role, text } of session.transcripts) {
  if (role !== "assistant" || !isFinal) continue
  console.log(text)
  break
}
