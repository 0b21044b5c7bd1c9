// #region start
import { connect, RealtimeError } from "@antiphon/client"
import { type Call, make } from "@antiphon/transport-webrtc/browser"
import * as Effect from "effect/Effect"
import { disable, on, pressed, show } from "./elements.ts"
import { closeMicrophone, listMicrophones, openMicrophone } from "./microphones.ts"

const key = async () => (await fetch("/token", { method: "POST" })).text()
const url = document.documentElement.dataset["realtimeUrl"]
// #endregion

const talk = async (audio: HTMLAudioElement) => {
  // #region call
  let call: Call<unknown, never> | undefined
  const transport = make({
    onCall: (opened) => {
      call = opened
      audio.srcObject = opened.remote
    }
  })
  await using session = await connect({ model: "gpt-realtime", key, url, transport })
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
  on("microphones", "change", async () => {
    const track = await openMicrophone("microphones")
    if (call !== undefined) await Effect.runPromise(call.replaceMicrophone(track))
  })
  void session.closed.then(closeMicrophone)
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
