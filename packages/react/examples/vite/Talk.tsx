import { useRealtime } from "@antiphon/react"
import { make } from "@antiphon/transport-webrtc/browser"
import { useState } from "react"
import { Composer } from "./Composer.tsx"
import { Controls } from "./Controls.tsx"
import { Messages } from "./Messages.tsx"

/** `?url=ws://127.0.0.1:8080/v1` talks to a server on this machine, which needs no key. */
const url = new URLSearchParams(location.search).get("url") ?? undefined
/** Your server mints a key for each conversation. */
const key = async () => (await fetch("/token", { method: "POST" })).text()

export const Talk = () => {
  const [isCall, setCall] = useState(false)
  const [pushToTalk, setPushToTalk] = useState(false)
  const realtime = useRealtime({
    model: "gpt-realtime",
    session: { instructions: "You are a cheerful guide to the night sky.", voice: "marin" },
    pushToTalk,
    ...(url === undefined ? { key } : { url }),
    ...(isCall && { transport: make({ microphone: "none" }) })
  })
  const isOpen = ["connecting", "connected", "reconnecting"].includes(realtime.status)

  return (
    <main>
      <header>
        <h1>Night sky guide</h1>
        <output data-status={realtime.status}>{statusOf(realtime)}</output>
      </header>
      <Messages messages={realtime.messages} />
      {realtime.error && (
        <p role="alert">
          {realtime.error.message}
          <button onClick={realtime.clearError}>Dismiss</button>
        </p>
      )}
      <Composer realtime={realtime} />
      <Controls realtime={realtime} isPushToTalk={pushToTalk} />
      <fieldset disabled={isOpen}>
        <label>
          <input type="checkbox" checked={isCall} onChange={({ target }) => setCall(target.checked)} /> WebRTC
        </label>
        <label>
          <input type="checkbox" checked={pushToTalk} onChange={({ target }) => setPushToTalk(target.checked)} /> Push
          to talk
        </label>
      </fieldset>
    </main>
  )
}

const statusWords = {
  idle: "Ready",
  connecting: "Connecting…",
  reconnecting: "Reconnecting…",
  ended: "Ended",
  failed: "Failed"
} as const

const statusOf = ({ isModelSpeaking, isUserSpeaking, status }: ReturnType<typeof useRealtime>): string => {
  if (status !== "connected") return statusWords[status]
  return isUserSpeaking ? "You are speaking" : isModelSpeaking ? "Speaking" : "Listening"
}
