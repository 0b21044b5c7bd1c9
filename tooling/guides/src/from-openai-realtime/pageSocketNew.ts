import { connect } from "@antiphon/client"

const { key, url } = await (await fetch("/token")).json()

await using session = await connect({ model: "gpt-realtime", key, url })
const response = await session.createResponse({ output_modalities: ["text"] })
for await (const item of response) {
  for await (const part of item) {
    for await (const words of part.textChunks()) document.body.append(words)
  }
}
