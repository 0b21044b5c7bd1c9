import { prove } from "@antiphon/telephony/compliance"
import { Dialects } from "@antiphon/telephony"
import { twilioSide } from "@antiphon/telephony/testing"

const start = JSON.stringify({
  event: "start",
  start: { streamSid: "MZ1", callSid: "CA1", mediaFormat: { encoding: "audio/x-mulaw", sampleRate: 8000 } }
})

await prove({
  dialect: Dialects.twilio,
  inbound: [
    { frame: start, means: "Started" },
    { frame: `{"event":"mark","mark":{"name":"0.1"}}`, means: "Mark" }
  ],
  outbound: [{ says: { _tag: "Clear" }, frames: [`{"event":"clear","streamSid":"MZ1"}`] }],
  counterpart: (callId) => twilioSide({ callSid: callId, streamSid: "MZ1" })
})
