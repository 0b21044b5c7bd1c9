import { connect } from "@antiphon/client"

const { key, url } = await (await fetch("/token")).json()

await using session = await connect({ model: "gpt-realtime", key, url })
const response = await session.createResponse({ output_modalities: ["text"] })
for await (const words of response.text()) document.body.append(words)
