/** The messages and calls of the conversation. */
import type { SessionState, Turn } from "@antiphon/session"
import { useMemo } from "react"
import type { Console } from "../link/makeConsole.ts"
import { type Caption, type Captions, unnamed } from "../state/Captions.ts"
import { firstOf, type Latency } from "../state/Latency.ts"
import type { Playout } from "../state/Playout.ts"
import type { StoppedAnswer } from "../state/Stopped.ts"
import { type Message, speaking, type ThreadEntry, threadOf } from "../state/Thread.ts"
import { speechOf, type Uplink } from "../state/Uplink.ts"
import { CallView } from "./CallView.tsx"
import { type Heard, MessageView } from "./MessageView.tsx"
import { Scroller } from "./Scroller.tsx"

/** The conversation of the live session or of a recording. */
interface Props {
  readonly session: SessionState
  /** The answers that were stopped before they were heard. */
  readonly stopped: ReadonlyArray<StoppedAnswer>
  readonly latency: Latency
  /** The audio of both sides. */
  readonly playout: Playout
  readonly uplink: Uplink
  /** The page's captions of turns that have no transcript. */
  readonly captions: Captions
  /** The words in place of entries, if there are none. */
  readonly empty: string
  /** The item that is played back now. */
  readonly playing: string | undefined
  /** Plays the audio of an item back. `undefined` if it has none here. */
  readonly onPlay: ((itemId: string) => void) | undefined
  /** Answers a call. `undefined` if calls cannot be answered. */
  readonly answerCall: Console["answerCall"] | undefined
}

/** The list of entries. */
export const Conversation = (props: Props) => {
  const { captions, empty, session, stopped } = props
  const known = useMemo(() => threadOf(session, stopped), [session, stopped])
  const entries = captions.has(unnamed) ? [...known, speaking(unnamed)] : known
  return (
    <Scroller>
      {entries.map((entry, index) => (
        <Entry key={entry.id} {...props} entry={entry} isNamed={isNamed(entry, entries[index - 1])} />
      ))}
      {entries.length === 0 && <li className="empty">{empty}</li>}
    </Scroller>
  )
}

/** Whether a message needs the name of its speaker, because the one before has another. */
const isNamed = (entry: ThreadEntry, before: ThreadEntry | undefined): boolean =>
  entry._tag !== "Message" || before?._tag !== "Message" || before.role !== entry.role

/** A message of the user with its turn. */
interface UserProps extends Heard {
  readonly message: Message
  readonly turn: Turn | undefined
  readonly uplink: Uplink
  readonly caption: Caption | undefined
}

/** A message of the user with its sound. */
const UserMessage = ({ caption, message, turn, uplink, ...heard }: UserProps) => {
  // Later speech does not change a committed turn.
  const growing = turn?.status === "committed" ? undefined : uplink
  const speech = useMemo(() => speechOf(uplink, turn), [turn, growing])
  return (
    <MessageView message={message} turn={turn} speech={speech} caption={caption} latencyMs={undefined} {...heard} />
  )
}

/** One entry of the conversation, by its kind. */
const Entry = ({
  answerCall,
  captions,
  entry,
  isNamed: named,
  latency,
  onPlay,
  playing,
  playout,
  session,
  uplink
}: Props & { readonly entry: ThreadEntry; readonly isNamed: boolean }) => {
  const heard: Heard = { isNamed: named, isPlaying: playing === entry.id, onPlay }
  switch (entry._tag) {
    case "Message":
      return entry.role === "user" ? (
        <UserMessage
          message={entry}
          turn={session.turns.get(entry.id)}
          uplink={uplink}
          caption={captions.get(entry.id)}
          {...heard}
        />
      ) : (
        <MessageView
          message={entry}
          turn={undefined}
          speech={playout.speeches.get(entry.id)}
          caption={undefined}
          latencyMs={firstOf(latency, entry.responseId)}
          {...heard}
        />
      )
    case "ToolCall":
      return <CallView call={entry} answerCall={answerCall} />
    case "Stopped":
      return <li className="other">The answer was stopped before it was heard.</li>
    case "Other":
      return (
        <li className="other">
          {entry.type} · {entry.status}
        </li>
      )
  }
}
