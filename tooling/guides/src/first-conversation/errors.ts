import { connect, RealtimeError } from "@antiphon/client"

const report = (error: unknown) => {
  if (!(error instanceof RealtimeError)) throw error
  console.log(`${error.code}: ${error.detail.error?.message ?? error.message}`)
}

// Nothing listens at port 9.
await connect({ url: "ws://127.0.0.1:9/v1/realtime", model: "gpt-realtime" }).catch(report)

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime"
})
// The server has no such setting.
const settings = { type: "realtime", mood: "calm" } as const
await session.configure(settings).catch(report)
