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
  for await (const response of session.responses) {
    for await (const words of response.transcript()) process.stdout.write(words)
    const samples = await response.audio()
    if (samples.length > 0) return console.log("\nheard")
  }
}
await session.sendText("What is the weather in Bonn?")
await answer()
