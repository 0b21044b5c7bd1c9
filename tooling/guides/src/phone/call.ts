/** Calls an application as Twilio would, and says what the caller heard. */
import { dial, twilioSide } from "@antiphon/telephony/testing"
import { createHmac } from "node:crypto"

const url = process.env["PUBLIC_URL"] ?? ""
const signature = createHmac("sha1", process.env["TWILIO_AUTH_TOKEN"] ?? "")
  .update(url)
  .digest("base64")

const call = await dial({
  url: `ws://127.0.0.1:${process.env["PORT"]}/stream`,
  headers: { "x-twilio-signature": signature },
  counterpart: twilioSide({ callSid: "CA1", streamSid: "MZ1", parameters: { from: "+15550100" } }),
  callId: "CA1",
  delayMs: 80,
  jitterMs: 30
})
const code = await call.closed
console.log(`The line closed with ${code}. ${call.played() > 8000 ? "The greeting" : "Nothing"} was heard.`)
