import { assert, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { answering, incoming, secret, sign } from "./answering.ts"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")
const shows = (example: string) => assert.include(text("../README.md"), `\`\`\`ts\n${text(example)}\`\`\``)

it("the README's way to tell errors apart is this program, and it tells them apart", async () => {
  shows("errorExample.ts")
  const { opened } = await import("./errorExample.ts")
  assert.strictEqual(opened, "the token endpoint is down")
})

it("the README's server is this program: it mints a key, and takes a call that a webhook tells of", async () => {
  shows("serverExample.ts")
  const body = JSON.stringify({ value: "ek_1", expires_at: 1, session: { type: "realtime", id: "sess_1" } })
  await answering({ body }, async (url, asked) => {
    process.env["OPENAI_API_KEY"] = "sk-any"
    process.env["REALTIME_URL"] = url
    const { ring, token } = await import("./serverExample.ts")
    assert.strictEqual(await token(), "ek_1")
    const request = new Request("https://app.example/webhook", {
      method: "POST",
      body: incoming,
      headers: sign(incoming)
    })
    await ring(request, secret)
    assert.deepStrictEqual(
      asked.map((each) => each.url),
      ["/v1/realtime/client_secrets", "/v1/realtime/calls/rtc_1/accept"]
    )
  })
})
