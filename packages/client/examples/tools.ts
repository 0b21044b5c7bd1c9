import { connect, ToolError } from "@antiphon/client"
import * as z from "zod"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  tools: {
    weather: {
      description: "The weather of a place.",
      schema: z.object({ place: z.string() }),
      run: async ({ place }, { signal }) => {
        if (place === "Atlantis") throw new ToolError("it is under water")
        return { place, sunny: !signal.aborted }
      }
    }
  }
})
session.on("response.output_audio_transcript.done", ({ transcript }) => {
  console.log(transcript)
  void session.close()
})
await session.sendText("What is the weather in Rome?")
await session.closed
