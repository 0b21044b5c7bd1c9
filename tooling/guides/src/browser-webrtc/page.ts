// #region start
import { connect, RealtimeError } from "@antiphon/client"
import { openMicrophone } from "@antiphon/client/browser"
import { make } from "@antiphon/transport-webrtc/browser"
import { disable, on, pressed, select, show } from "./elements.ts"
import { listMicrophones } from "./microphones.ts"

const key = async () => (await fetch("/token", { method: "POST" })).text()
const url = document.documentElement.dataset["realtimeUrl"]
// #endregion

const talk = async (audio: HTMLAudioElement) => {
  // #region call
  const transport = make({
    microphone: "none",
    onCall: ({ remote }) => {
      audio.srcObject = remote
    }
  })
  await using session = await connect({ model: "gpt-realtime", key, url, transport })
  await using microphone = await openMicrophone(session)
  show("status", "listening")
  // #endregion

  // #region playback
  session.on("output_audio_buffer.started", () => show("status", "speaking"))
  session.on("output_audio_buffer.stopped", () => show("status", "listening"))
  session.on("output_audio_buffer.cleared", () => show("status", "interrupted"))
  // #endregion

  // #region buttons
  on("stop", "click", () => session.interrupt())
  on("hang-up", "click", () => session.close())
  on("mute", "click", () => session.mute(pressed("mute")))
  // #endregion

  // #region devices
  await listMicrophones("microphones")
  navigator.mediaDevices.addEventListener("devicechange", () => listMicrophones("microphones"))
  on("microphones", "change", () => {
    const deviceId = { exact: select("microphones").value }
    return microphone.use({ constraints: { deviceId } })
  })
  microphone.on("ended", ({ message }) => show("status", message))
  // #endregion

  // #region words
  for await (const response of session.responses) {
    show("words", "")
    for await (const words of response.transcript()) show("words", words, "append")
  }
  show("status", "hung up")
  // #endregion
}

// #region click
on("talk", "click", async () => {
  const audio = document.querySelector("audio")
  disable("talk")
  try {
    if (audio !== null) await talk(audio)
  } catch (error) {
    show("status", error instanceof RealtimeError ? error.message : "something else went wrong")
  }
})
// #endregion
