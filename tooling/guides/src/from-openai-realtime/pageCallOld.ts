import { OpenAIRealtimeWebRTC } from "openai/realtime/webrtc"

const { key, url } = await (await fetch("/token")).json()

const realtime = new OpenAIRealtimeWebRTC()
const microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
for (const track of microphone.getTracks()) realtime.peerConnection.addTrack(track, microphone)
const audio = new Audio()
realtime.peerConnection.addEventListener("track", ({ streams: [stream] }) => {
  audio.srcObject = stream ?? null
  void audio.play()
})
realtime.on("response.output_audio_transcript.delta", ({ delta }) => document.body.append(delta))
await realtime.connect({
  exchangeSdp: async (offer, { signal }) => {
    const headers = { "content-type": "application/sdp", authorization: `Bearer ${key}` }
    const answer = await fetch(`${url}/realtime/calls`, { method: "POST", headers, body: offer, signal })
    if (!answer.ok) throw new Error(await answer.text())
    return answer.text()
  }
})
