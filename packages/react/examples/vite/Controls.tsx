import { type Realtime, useLevels } from "@antiphon/react"

/** Renders with each frame in which a level changes, and nothing else does. */
const Levels = ({ realtime }: { readonly realtime: Realtime }) => {
  const { model, user } = useLevels(realtime)
  return (
    <div className="levels">
      <label>
        You <meter value={user} />
      </label>
      <label>
        Guide <meter value={model} />
      </label>
    </div>
  )
}

export const Controls = (props: { readonly realtime: Realtime; readonly isPushToTalk: boolean }) => {
  const { realtime } = props
  const { interrupt, isModelSpeaking, isMuted, microphoneId, microphones, mute, status, talkButton } = realtime
  if (status !== "connected" && status !== "reconnecting") {
    return (
      <nav>
        <button className="main" disabled={status === "connecting"} onClick={realtime.start}>
          Talk
        </button>
      </nav>
    )
  }
  return (
    <>
      <Levels realtime={realtime} />
      <nav>
        {props.isPushToTalk ? (
          <button className="main" {...talkButton}>
            Hold to talk
          </button>
        ) : (
          <button aria-pressed={isMuted} onClick={() => mute()}>
            {isMuted ? "Unmute" : "Mute"}
          </button>
        )}
        <button disabled={!isModelSpeaking} onClick={interrupt}>
          Interrupt
        </button>
        <button className="stop" onClick={realtime.stop}>
          Stop
        </button>
        <select
          aria-label="Microphone"
          value={microphoneId}
          onChange={({ target }) => realtime.selectMicrophone(target.value)}
        >
          {microphones.map(({ deviceId, label }) => (
            <option key={deviceId} value={deviceId}>
              {label}
            </option>
          ))}
        </select>
      </nav>
    </>
  )
}
