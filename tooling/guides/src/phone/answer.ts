import { connect } from "@antiphon/client"
import { bridge, callTools, listen, twilio, withFiller } from "@antiphon/telephony/node"
import { z } from "zod"

await listen({
  carrier: twilio({
    publicUrl: process.env["PUBLIC_URL"] ?? "",
    authToken: process.env["TWILIO_AUTH_TOKEN"] ?? ""
  }),
  port: Number(process.env["PORT"] ?? 8080),
  onCall: async (call) => {
    const order = {
      description: "Orders something from the bakery.",
      schema: z.object({ what: z.string() }),
      run: async ({ what }: { readonly what: string }) => `${what} will be ready at noon.`
    }
    const session = await connect({
      url: process.env["REALTIME_URL"],
      model: "gpt-realtime",
      session: {
        instructions: "You answer the phone of a bakery. Be brief. Say goodbye before you hang up.",
        audio: {
          input: { noise_reduction: { type: "far_field" }, turn_detection: { type: "server_vad", threshold: 0.6 } }
        }
      },
      speaker: call.speaker,
      tools: { ...callTools(call, { voicemail: "The bakery called back." }), order: withFiller(call, order) }
    })
    const end = await bridge(call, session, { greet: true })
    process.stdout.write(`${call.from ?? "someone"}: ${end}\n`)
  }
})
