import { startServer } from "@antiphon/testing"
import { dial, twilioSide } from "@antiphon/telephony/testing"
import { listen, twilio } from "@antiphon/telephony/node"
import { assert, it } from "@effect/vitest"
import { createHmac } from "node:crypto"
import { readFileSync } from "node:fs"
import { speech } from "./sounds.ts"

const publicUrl = "wss://phone.example/stream"
const authToken = "12345"
const signed = (text: string) => ({ "x-twilio-signature": createHmac("sha1", authToken).update(text).digest("base64") })
const side = (callSid: string, from = "+15550100") =>
  twilioSide({ callSid, streamSid: `MZ${callSid}`, parameters: { from } })

it("the README's phone greets the caller, answers a webhook, and hangs up when the model does", async () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
  for (const name of ["answerExample.ts", "carriersExample.ts", "effectExample.ts", "proveExample.ts"]) {
    assert.include(readme, `\`\`\`ts\n${readFileSync(new URL(name, import.meta.url), "utf8")}\`\`\``)
  }
  const voice = speech(300, 24_000)
  await using server = await startServer({
    turns: [{ say: "Welcome to the bakery. Goodbye.", voice, calls: [{ name: "hang_up", arguments: {} }] }]
  })
  Object.assign(process.env, {
    OPENAI_API_KEY: "sk-any",
    PUBLIC_URL: publicUrl,
    TWILIO_AUTH_TOKEN: authToken,
    PORT: "0",
    REALTIME_URL: server.url
  })
  const { phone } = await import("./answerExample.ts")
  try {
    const body = "CallSid=CA1&From=%2B15550100&To=%2B15550199"
    const webhook = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${phone.port}/stream`, { method: "POST", body, headers })
    assert.strictEqual((await webhook({})).status, 403)
    const form = "https://phone.example/streamCallSidCA1From+15550100To+15550199"
    const twiml = await (await webhook(signed(form))).text()
    assert.include(twiml, `<Connect><Stream url="${publicUrl}"><Parameter name="from" value="+15550100"/>`)

    const call = await dial({
      url: `ws://127.0.0.1:${phone.port}/stream`,
      headers: signed(publicUrl),
      counterpart: side("CA1"),
      callId: "CA1"
    })
    assert.strictEqual(await call.closed, 1000)
    assert.isAtLeast(call.played(), 8 * 300)
    await server.receives("session.update", {})
  } finally {
    await phone.close()
  }
})

it("an upgrade that the carrier did not sign is refused with 403", async () => {
  await using phone = await listen({ carrier: twilio({ publicUrl, authToken }), onCall: () => {} })
  const url = `ws://127.0.0.1:${phone.port}/stream`
  const refused = async (headers: Record<string, string>) => {
    try {
      await dial({ url, headers, counterpart: side("CA1"), callId: "CA1" })
      return "admitted"
    } catch (error) {
      return String(error)
    }
  }
  assert.include(await refused({}), "403")
  // The address that the request itself names is not the one that counts.
  assert.include(await refused(signed(url)), "403")
  assert.include(await refused({ ...signed(url), host: "phone.example", "x-forwarded-proto": "wss" }), "403")
})

it("two calls at once stay apart, and a call whose handler fails is hung up", async () => {
  const reported = Promise.withResolvers<unknown>()
  await using phone = await listen({
    carrier: twilio({ publicUrl, authToken }),
    onError: reported.resolve,
    onCall: async (call) => {
      if (call.id === "CA3") throw new Error("broken")
      call.speaker.queue(speech(call.id === "CA1" ? 200 : 400, 8000))
      await call.played()
      await call.hangup()
    }
  })
  const calls = await Promise.all(
    ["CA1", "CA2", "CA3"].map((callId) =>
      dial({ url: `ws://127.0.0.1:${phone.port}`, headers: signed(publicUrl), counterpart: side(callId), callId })
    )
  )
  await Promise.all(calls.map(({ closed }) => closed))
  assert.instanceOf(await reported.promise, Error)
  assert.deepStrictEqual(
    calls.map((call) => call.played() / 8),
    [200, 400, 0]
  )
})
