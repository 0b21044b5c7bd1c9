import { connect, type RealtimeSession } from "@antiphon/client"

const startedAt = performance.now()

/** Prints one line for each event, without its audio. */
const log = (direction: "received" | "sent", event: { readonly type: string; readonly [key: string]: unknown }) => {
  const { audio, delta, type, ...rest } = event
  const size = [audio, delta].map((value) => (typeof value === "string" ? value.length : 0)).reduce((a, b) => a + b)
  const ms = Math.round(performance.now() - startedAt)
  console.error(`${ms} ${direction === "sent" ? "→" : "←"} ${type} ${size} ${JSON.stringify(rest).slice(0, 200)}`)
}

/** Reports everything that was not as it should be. */
const report = (session: RealtimeSession) => {
  session.on("notice", (notice) => console.error("notice", notice))
  session.on("unknown", (event) => console.error("unknown", event.type))
  session.on("reconnecting", (attempt) => console.error("reconnecting", attempt))
  session.on("resumed", ({ lost }) => console.error("resumed", lost))
  session.on("latency", (turn) => console.error("latency", turn))
  void session.closed.then((error) => console.error("closed", error.code, error.message))
}

await using session = await connect({ url: process.env["REALTIME_URL"], model: "gpt-realtime", onEvent: log })
report(session)
const { response } = await session.sendText("Hello.")
console.log(await response.transcript())
