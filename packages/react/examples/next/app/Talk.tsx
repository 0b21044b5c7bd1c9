"use client"
import { type Realtime, useLevels, useRealtime } from "@antiphon/react"

const key = async () => (await fetch("/token", { method: "POST" })).text()

const Level = ({ realtime }: { readonly realtime: Realtime }) => <meter value={useLevels(realtime).model} />

export const Talk = ({ url }: { readonly url: string | undefined }) => {
  const realtime = useRealtime({ model: "gpt-realtime", ...(url === undefined ? { key } : { url }) })
  const { error, interrupt, isMuted, messages, mute, start, status, stop } = realtime
  return (
    <main>
      <header>
        <h1>Night sky guide</h1>
        <output>{status}</output>
      </header>
      <ol>
        {messages.length === 0 && <li>Press Talk, and ask about a star.</li>}
        {messages.map(({ heard, id, isInterrupted, role, unheard }) => (
          <li key={id} data-role={role}>
            {heard === "" && unheard === "" ? <em>(spoken)</em> : heard}
            {isInterrupted ? <s>{unheard}</s> : <small>{unheard}</small>}
          </li>
        ))}
      </ol>
      {error && <p role="alert">{error.message}</p>}
      <Level realtime={realtime} />
      {status === "connected" || status === "reconnecting" ? (
        <nav>
          <button onClick={interrupt}>Interrupt</button>
          <button onClick={() => mute()}>{isMuted ? "Unmute" : "Mute"}</button>
          <button onClick={stop}>Stop</button>
        </nav>
      ) : (
        <button onClick={start} disabled={status === "connecting"}>
          Talk
        </button>
      )}
    </main>
  )
}
