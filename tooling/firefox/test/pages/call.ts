/** The client's page over WebRTC, with the devices that it has over WebSocket. */
import { connect } from "@antiphon/client"
import { openMicrophone, openSpeaker } from "@antiphon/client/browser"
import { make } from "@antiphon/transport-webrtc/browser"

const url = new URLSearchParams(location.search).get("url") ?? undefined

const talk = async () => {
  await using speaker = await openSpeaker()
  await using session = await connect({
    model: "gpt-realtime",
    url,
    speaker,
    transport: make({ microphone: "none" })
  })
  await using _microphone = await openMicrophone(session)
  for await (const response of session.responses) {
    for await (const words of response.transcript()) document.body.append(words)
  }
}

document.querySelector("button")?.addEventListener("click", () => void talk(), { once: true })
