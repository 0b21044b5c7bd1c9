/** A message of the conversation with its sound and its words. */
import type { Turn } from "@antiphon/session"
import { memo } from "react"
import type { Speech } from "../state/Playout.ts"
import type { Message } from "../state/Thread.ts"
import { SpeechWave } from "./SpeechWave.tsx"

/** The message and its sound. */
interface Props {
  readonly message: Message
  readonly turn: Turn | undefined
  /** Its sound, if this page plays it. */
  readonly speech: Speech | undefined
}

/** A time in seconds with one decimal. */
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** One message. It is drawn again only if its own parts change. */
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

/** The words of a message. Words that were not heard are struck out. */
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

/** How long a message is, and how much of it was heard. */
const lengthOf = ({ heardMs, settled, totalMs }: Speech): string =>
  settled && heardMs < totalMs - 20 ? `${seconds(heardMs)} of ${seconds(totalMs)} heard` : seconds(totalMs)

/** Says why a message has no words. */
const wordlessOf = ({ role, streaming, wordless }: Message, turn: Turn | undefined, isShown: boolean): string => {
  if (role !== "user") return streaming ? "…" : "No words"
  if (turn?.status === "speaking") return "Speaking…"
  if (wordless !== undefined) return wordless
  if (isShown || turn?.audioStartMs === undefined || turn.audioEndMs === undefined) return "No transcript"
  return `Spoken, ${seconds(turn.audioEndMs - turn.audioStartMs)}`
}
