import { connect } from "@antiphon/client"
import { xai } from "@antiphon/providers"

const provider = xai({ key: process.env["XAI_API_KEY"], url: process.env["XAI_URL"] })

await using session = await connect({ provider })
const { response } = await session.sendText("Hello.")
for await (const words of response.transcript()) process.stdout.write(words)
console.log()

// xAI always answers in audio. The client says so at once.
const textOnly = { type: "realtime", output_modalities: ["text"] } as const
await session.configure(textOnly).catch((error: Error) => console.log(error.message))
