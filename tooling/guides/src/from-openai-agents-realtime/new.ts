import { connect } from "@antiphon/client"
import * as z from "zod"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  tools: {
    weather: {
      description: "The weather in a city.",
      schema: z.object({ city: z.string() }),
      run: ({ city }) => {
        console.log("calls weather")
        return `It rains in ${city}.`
      }
    }
  }
})
await session.configure({ type: "realtime", instructions: "Be brief." })

const answer = async () => {
  let milliseconds = 0
  for await (const response of session.responses) {
    for await (const item of response) {
      for await (const part of item) {
        for await (const words of part.transcriptChunks()) process.stdout.write(words)
        for await (const chunk of part.audioChunks()) milliseconds += chunk.length / 24
      }
    }
    if (milliseconds > 0) return console.log("\nheard")
  }
}
await session.sendText("What is the weather in Bonn?")
await answer()
