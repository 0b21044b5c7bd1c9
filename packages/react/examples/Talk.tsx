import { useRealtime } from "@antiphon/react"

const key = async () => (await fetch("/token", { method: "POST" })).text()

export const Talk = () => {
  const { error, messages, start, status, stop } = useRealtime({ model: "gpt-realtime", key })
  const isOpen = status === "connected" || status === "reconnecting"
  return (
    <>
      {messages.map(({ heard, id, isInterrupted, role, unheard }) => (
        <p key={id}>
          {role}: {heard}
          {isInterrupted ? <s>{unheard}</s> : <small>{unheard}</small>}
        </p>
      ))}
      {error && <p role="alert">{error.message}</p>}
      <button onClick={isOpen ? stop : start}>{isOpen ? "Stop" : "Talk"}</button>
    </>
  )
}
