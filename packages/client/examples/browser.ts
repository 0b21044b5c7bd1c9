import { connect } from "@antiphon/client"
import { openMicrophone, openSpeaker } from "@antiphon/client/browser"

const key = async () => (await fetch("/token")).text()
const url = document.documentElement.dataset["realtimeUrl"]

const talk = async () => {
  await using speaker = await openSpeaker()
  await using session = await connect({ model: "gpt-realtime", key, url, speaker })
  await using _microphone = await openMicrophone(session)
  for await (const response of session.responses) {
    for await (const words of response.transcript()) document.body.append(words)
  }
}

document.querySelector("button")?.addEventListener("click", () => void talk(), { once: true })
