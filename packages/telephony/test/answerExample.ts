import { connect } from "@antiphon/client"
import { bridge, callTools, listen, twilio } from "@antiphon/telephony/node"

export const phone = await listen({
  carrier: twilio({
    publicUrl: process.env["PUBLIC_URL"] ?? "wss://phone.example/stream",
    authToken: process.env["TWILIO_AUTH_TOKEN"] ?? ""
  }),
  port: Number(process.env["PORT"] ?? 8080),
  onCall: async (call) => {
    const session = await connect({
      model: "gpt-realtime",
      url: process.env["REALTIME_URL"] ?? "wss://api.openai.com/v1",
      session: { instructions: "You answer the phone of a bakery. Be brief." },
      speaker: call.speaker,
      tools: { ...callTools(call) }
    })
    const end = await bridge(call, session, { greet: true })
    process.stdout.write(`${call.from ?? "A caller"}: ${end}\n`)
  }
})
