import { connect } from "@antiphon/client"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  session: {
    tools: [
      {
        type: "mcp",
        server_label: "archive",
        server_url: "https://archive.example/mcp",
        require_approval: "always"
      }
    ]
  },
  approveMcp: ({ arguments: json, name, server_label }) => {
    console.log(`${server_label} is asked for ${name} ${json}`)
    return true
  }
})
await session.sendText("What does the archive say about the lighthouse?")
for await (const { isFinal, role, text } of session.transcripts) {
  if (role !== "assistant" || !isFinal) continue
  console.log(text)
  break
}
