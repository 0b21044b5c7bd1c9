import { connect } from "@antiphon/client"
import { make } from "@antiphon/transport-webrtc/browser"

const { key, url } = await (await fetch("/token")).json()

const audio = new Audio()
const transport = make({
  onCall: ({ remote }) => {
    audio.srcObject = remote
    void audio.play()
  }
})
await using session = await connect({ model: "gpt-realtime", key, url, transport })
session.on("response.output_audio_transcript.delta", ({ delta }) => document.body.append(delta))
await session.closed
