/** What was said, grouped into turns by speaker, and the work that waits for an answer. */
import type { LiveTurn } from "@antiphon/live/promise"
import { useId, useState } from "react"
import { Scroller } from "../view/Scroller.tsx"

/** The conversation. */
interface Props {
  readonly turns: ReadonlyArray<LiveTurn>
  /** The ids of the delegations that were not answered. */
  readonly work: ReadonlyArray<string>
  readonly onAnswer: (id: string, text: string) => void
}

/** The list of turns. */
export const LiveTurns = ({ onAnswer, turns, work }: Props) => (
  <Scroller>
    {turns.map(({ endMs, id, speaker, startMs, text }) => (
      <li key={id} className="message" data-role={speaker === "user" ? "user" : "assistant"}>
        <p className="who">
          {speaker === "user" ? "You" : "Model"}
          {startMs !== undefined && <span className="latency">{placeOf(startMs, endMs)}</span>}
        </p>
        <div className="said">
          <p className="words">{text.trimStart()}</p>
        </div>
      </li>
    ))}
    {work.map((id) => (
      <Work key={id} onAnswer={(text) => onAnswer(id, text)} />
    ))}
    {turns.length === 0 && work.length === 0 && <li className="empty">Say something, or give it words.</li>}
  </Scroller>
)

/** When a turn was spoken, from the start of the session. */
const placeOf = (startMs: number, endMs: number | undefined): string =>
  endMs === undefined ? seconds(startMs) : `${seconds(startMs)} to ${seconds(endMs)} s`

const seconds = (ms: number): string => (ms / 1000).toFixed(1)

/** Work that the model handed over. */
const Work = ({ onAnswer }: { readonly onAnswer: (text: string) => void }) => {
  const id = useId()
  const [text, setText] = useState("")
  return (
    <li className="call">
      <form
        className="answer"
        onSubmit={(event) => {
          event.preventDefault()
          if (text.trim() !== "") onAnswer(text.trim())
        }}
      >
        <label htmlFor={id}>The model handed over work. It reads your answer and says it.</label>
        <input id={id} value={text} onChange={({ target }) => setText(target.value)} />
        <button type="submit" className="secondary small">
          Answer
        </button>
      </form>
    </li>
  )
}
