import { connect } from "@antiphon/client"

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  session: { instructions: "Answer in one sentence." }
})

for (const question of ["Hello.", "What is 3 plus 4?"]) {
  console.log(`you        ${question}`)
  const { response } = await session.sendText(question)
  process.stdout.write("assistant  ")
  for await (const words of response.transcript()) process.stdout.write(words)
  const { status } = await response.done
  console.log(status === "completed" ? "" : `[${status}]`)
}
