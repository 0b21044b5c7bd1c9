/** A message of the conversation with its sound and its words. */
import type { Turn } from "@antiphon/session"
import { memo } from "react"
import type { Caption } from "../state/Captions.ts"
import type { Speech } from "../state/Playout.ts"
import type { Message } from "../state/Thread.ts"
import { readable } from "../state/timelineScale.ts"
import { PlayIcon, StopIcon } from "./icons.tsx"
import { SpeechWave } from "./SpeechWave.tsx"

/** How a message is shown beside others, and played back. */
export interface Heard {
  /** Whether it has the name of its speaker. */
  readonly isNamed: boolean
  /** Whether it is played back now. */
  readonly isPlaying: boolean
  /** Plays it back. `undefined` if its audio is not here. */
  readonly onPlay: ((itemId: string) => void) | undefined
}

/** The message and its sound. */
interface Props extends Heard {
  readonly message: Message
  readonly turn: Turn | undefined
  /** Its sound, if this page plays it. */
  readonly speech: Speech | undefined
  /** The page's caption of it, while it has no transcript. */
  readonly caption: Caption | undefined
  /** How long its answer took to begin, in ms. */
  readonly latencyMs: number | undefined
}

/** A time in seconds with one decimal. */
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** One message. It is drawn again only if its own parts change. */
export const MessageView = memo(({ caption, isNamed, isPlaying, latencyMs, message, onPlay, speech, turn }: Props) => {
  const { id, role, streaming, text } = message
  const isUser = role === "user"
  return (
    <li className="message" data-role={role} data-streaming={streaming}>
      {(isNamed || latencyMs !== undefined) && (
        <p className="who">
          {isNamed && <span>{isUser ? "You" : role === "assistant" ? "Model" : role}</span>}
          {latencyMs !== undefined && (
            <span className="latency" title="From the end of your turn to the first audio, or to the first text">
              {readable(latencyMs)}
              <span className="hidden"> to the first audio</span>
            </span>
          )}
        </p>
      )}
      <div className="said">
        {speech !== undefined && speech.levels.length > 0 && (
          <div className="sound">
            {onPlay !== undefined && (
              <button
                type="button"
                className="round small play"
                aria-label={isPlaying ? "Stop playback" : "Play this message"}
                disabled={turn?.status === "speaking"}
                onClick={() => onPlay(id)}
              >
                {isPlaying ? <StopIcon /> : <PlayIcon />}
              </button>
            )}
            <SpeechWave speech={speech} isGrowing={turn?.status === "speaking"} />
            <span className="length">{lengthOf(speech)}</span>
          </div>
        )}
        {text === "" && caption !== undefined ? (
          <Guessed caption={caption} />
        ) : text === "" ? (
          <p className="wordless">{wordlessOf(message, turn, speech !== undefined)}</p>
        ) : (
          <Words message={message} />
        )}
      </div>
    </li>
  )
})

/** The caption of a turn. Its last words may change, so they are not announced. */
const Guessed = ({ caption: { guess, words } }: { readonly caption: Caption }) => (
  <p className="words caption" title="A caption of this page. The transcript of the server replaces it.">
    {words}
    {guess !== "" && (
      <span className="guess" aria-hidden="true">
        {guess}
      </span>
    )}
  </p>
)

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
          {/^\s/.test(text.slice(heard.length)) && " "}
          <s className="unheard">{text.slice(heard.length).trim()}</s>
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
