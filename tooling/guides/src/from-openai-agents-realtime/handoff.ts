import { connect } from "@antiphon/client"
import * as z from "zod"

const roles = {
  reception: "Greet the caller. For questions about money, hand over to `billing`.",
  billing: "Ask for the invoice number, then answer questions about it."
} as const

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  tools: {
    hand_over: {
      description: "Another colleague goes on with the conversation.",
      schema: z.object({ to: z.enum(["reception", "billing"]) }),
      run: async ({ to }) => {
        await session.configure({ type: "realtime", instructions: roles[to] })
        return `You are ${to} now. Go on.`
      }
    }
  }
})
await session.configure({ type: "realtime", instructions: roles.reception })
session.on("response.output_audio_transcript.done", ({ transcript }) => console.log(transcript))

const { response } = await session.sendText("Good morning.")
await response.done
await session.sendText("My invoice is wrong.")
await new Promise((resolve) => session.on("response.output_audio_transcript.done", resolve))
