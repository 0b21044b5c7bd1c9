/** Runs the unmodified `openai/lib/live/webrtc` in a page. */
import { OpenAILiveWebRTC } from "openai/lib/live/webrtc"
import { loudness } from "./loudness.ts"

export interface OpenAiLiveCall {
  readonly types: ReadonlyArray<string>
  readonly failures: ReadonlyArray<string>
  readonly asked: string
  readonly answered: string
  readonly heard: number
  readonly reason: string
}

declare global {
  interface Window {
    holdOpenAiLiveCall: (url: string, key: string) => Promise<OpenAiLiveCall>
  }
}

/** Sends the microphone until an answer has been spoken, mutes, and closes the session. Returns what was received. */
window.holdOpenAiLiveCall = async (url, key) => {
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true })
  const live = new OpenAILiveWebRTC()
  const types: Array<string> = []
  const failures: Array<string> = []
  const words = { asked: "", answered: "" }
  const meter = loudness(live.peerConnection)
  for (const track of microphone.getTracks()) live.peerConnection.addTrack(track, microphone)
  live.onEvent((event) => {
    types.push(event.type)
    if (event.type === "error") failures.push(event.error.message)
  })
  live.onConnectionEvent((event) => {
    if (event.type === "error") failures.push(event.error.message)
  })
  live.on("session.input_transcript.delta", ({ delta }) => void (words.asked += delta))
  const answered = new Promise<void>((resolve) =>
    live.on("session.output_transcript.delta", ({ delta }) => {
      words.answered += delta
      if (words.answered.endsWith(".")) resolve()
    })
  )
  const closed = new Promise<string>((resolve) => live.on("session.closed", ({ reason }) => resolve(reason)))
  const muted = new Promise<void>((resolve) => live.on("session.input_audio.muted", () => resolve()))
  await live.connect({
    exchangeSdp: async (sdp, { signal }) => {
      const answer = await fetch(`${url}/live/sessions`, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify({ session: { model: "gpt-live-1" }, transport: { type: "webrtc", sdp } }),
        signal
      })
      if (!answer.ok) throw new Error(await answer.text())
      const { transport }: { readonly transport: { readonly sdp: string } } = await answer.json()
      return transport.sdp
    }
  })
  await answered
  // The words come before their audio has been played.
  const heard = await meter()
  live.send({ type: "session.input_audio.mute" })
  await muted
  live.send({ type: "session.close" })
  const reason = await closed
  live.close()
  for (const track of microphone.getTracks()) track.stop()
  return { types, failures, ...words, heard, reason }
}
