import { connect } from "@antiphon/client"
import { asterisk, bridge, callTools, listen } from "@antiphon/telephony/node"

await listen({
  carrier: asterisk({ username: "agent", password: process.env["AGENT_PASSWORD"] ?? "" }),
  port: Number(process.env["PORT"] ?? 8787),
  onCall: async (call) => {
    const session = await connect({
      url: process.env["REALTIME_URL"],
      model: "gpt-realtime",
      speaker: call.speaker,
      tools: { ...callTools(call) }
    })
    process.stdout.write(`${call.id}: ${await bridge(call, session, { greet: true })}\n`)
  }
})
