/** Runs the unmodified `openai/realtime/webrtc` and `openai/live/webrtc` in a page. */
import { OpenAILiveWebRTC } from "openai/live/webrtc"
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
    holdOpenAiLive: (url: string, key: string) => Promise<OpenAiCall>
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

/** Holds a conversation of Live until the model has answered the microphone, and closes it. */
window.holdOpenAiLive = async (url, key) => {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
  const live = new OpenAILiveWebRTC()
  const types: Array<string> = []
  const failures: Array<string> = []
  const meter = loudness(live.peerConnection)
  for (const track of microphone.getTracks()) live.peerConnection.addTrack(track, microphone)
  const answered = new Promise<void>((resolve) => live.on("session.output_transcript.delta", () => resolve()))
  const closed = new Promise<void>((resolve) => live.on("session.closed", () => resolve()))
  live.onEvent((event) => {
    types.push(event.type)
    if (event.type === "error") failures.push(event.error.message)
  })
  await live.connect({
    exchangeSdp: async (sdp, { signal }) => {
      const answer = await fetch(`${url}/live/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify({ session: { model: "gpt-live-1" }, transport: { type: "webrtc", sdp } }),
        signal
      })
      if (!answer.ok) throw new Error(await answer.text())
      return (await answer.json()).transport.sdp
    }
  })
  await answered
  live.send({ type: "session.commentary.append", content: "Goodbye.", delegation_id: null })
  let heard = 0
  while (heard < 0.001) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    heard = await meter()
  }
  live.send({ type: "session.close" })
  await closed
  live.close()
  for (const track of microphone.getTracks()) track.stop()
  return { types, failures, heard }
}
