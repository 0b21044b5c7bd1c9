import type { Turn } from "@antiphon/session"
import { memo } from "react"
import type { Speech } from "../state/Playout.ts"
import type { Message } from "../state/Thread.ts"
import { SpeechWave } from "./SpeechWave.tsx"

interface Props {
  readonly message: Message
  readonly turn: Turn | undefined
  /** The sound of it, where this page plays it. */
  readonly speech: Speech | undefined
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

export const MessageView = memo(({ message, speech, turn }: Props) => {
  const { role, streaming, text } = message
  const isUser = role === "user"
  return (
    <li className="message" data-role={role} data-streaming={streaming}>
      <span className="who">{isUser ? "You" : role === "assistant" ? "Model" : role}</span>
      <div className="said">
        {speech !== undefined && speech.levels.length > 0 && (
          <div className="sound">
            <SpeechWave speech={speech} isGrowing={turn?.status === "speaking"} />
            <span className="length">{lengthOf(speech)}</span>
          </div>
        )}
        {text === "" ? (
          <p className="wordless">{wordlessOf(message, turn, speech !== undefined)}</p>
        ) : (
          <Words message={message} />
        )}
      </div>
    </li>
  )
})

const Words = ({ message: { heard, streaming, text } }: { readonly message: Message }) => {
  if (heard === undefined || !text.startsWith(heard))
    return <p className={streaming ? "words caret" : "words"}>{text}</p>
  return (
    <p className="words">
      {heard}
      {heard.length < text.length && (
        <>
          <span className="cut" title="Interrupted here">
            <span className="hidden">(interrupted; not heard: </span>
          </span>
          <s className="unheard">{text.slice(heard.length)}</s>
          <span className="hidden">)</span>
        </>
      )}
    </p>
  )
}

const lengthOf = ({ heardMs, settled, totalMs }: Speech): string =>
  settled && heardMs < totalMs - 20 ? `${seconds(heardMs)} of ${seconds(totalMs)} heard` : seconds(totalMs)

const wordlessOf = ({ role, streaming, wordless }: Message, turn: Turn | undefined, isShown: boolean): string => {
  if (role !== "user") return streaming ? "…" : "No words"
  if (turn?.status === "speaking") return "Speaking…"
  if (wordless !== undefined) return `${wordless.slice(0, 1).toUpperCase()}${wordless.slice(1)}.`
  if (isShown || turn?.audioStartMs === undefined || turn.audioEndMs === undefined) return "No transcript"
  return `Spoken, ${seconds(turn.audioEndMs - turn.audioStartMs)}`
}
