/** Runs the unmodified `openai/realtime/webrtc` in a page. */
import { OpenAIRealtimeWebRTC } from "openai/realtime/webrtc"
import { loudness } from "./loudness.ts"

export interface OpenAiCall {
  readonly types: ReadonlyArray<string>
  readonly failures: ReadonlyArray<string>
  readonly heard: number
}

declare global {
  interface Window {
    holdOpenAiTurn: (url: string, key: string) => Promise<OpenAiCall>
  }
}

/** Sends the microphone until an answer has been played. Returns the received events, the failures and the energy. */
window.holdOpenAiTurn = async (url, key) => {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
  const realtime = new OpenAIRealtimeWebRTC()
  const types: Array<string> = []
  const failures: Array<string> = []
  const meter = loudness(realtime.peerConnection)
  for (const track of microphone.getTracks()) realtime.peerConnection.addTrack(track, microphone)
  const played = new Promise<void>((resolve) => {
    realtime.on("output_audio_buffer.stopped", () => resolve())
    realtime.onConnectionEvent((event) => {
      if (event.type === "error") failures.push(event.error.message)
      if (event.type === "closed") resolve()
    })
  })
  realtime.onEvent((event) => {
    types.push(event.type)
    if (event.type === "error") failures.push(event.error.message)
  })
  await realtime.connect({
    exchangeSdp: async (offer, { signal }) => {
      const answer = await fetch(`${url}/calls`, {
        method: "POST",
        headers: { "content-type": "application/sdp", authorization: `Bearer ${key}` },
        body: offer,
        signal
      })
      if (answer.status !== 201) throw new Error(await answer.text())
      return answer.text()
    }
  })
  await played
  const heard = await meter()
  realtime.close()
  for (const track of microphone.getTracks()) track.stop()
  return { types, failures, heard }
}
