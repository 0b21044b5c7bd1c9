/** The messages and calls of the conversation. It stays at its end unless the reader scrolls up. */
import type { SessionState, Turn } from "@antiphon/session"
import { useLayoutEffect, useMemo, useRef } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { Playout } from "../state/Playout.ts"
import { type Message, type ThreadEntry, threadOf } from "../state/Thread.ts"
import { speechOf, type Uplink } from "../state/Uplink.ts"
import { CallView } from "./CallView.tsx"
import { MessageView } from "./MessageView.tsx"

/** The conversation of the live session or of a recording. */
interface Props {
  readonly session: SessionState
  /** The audio of both sides. A recording has none. */
  readonly playout: Playout | undefined
  readonly uplink: Uplink | undefined
  /** Whether more entries may come. */
  readonly isOpen: boolean
  /** Answers a call. `undefined` if calls cannot be answered. */
  readonly answerCall: Console["answerCall"] | undefined
}

/** How near the end a reader must be to stay there, in pixels. */
const nearEnd = 80

/** The list of entries. */
export const Conversation = ({ answerCall, isOpen, playout, session, uplink }: Props) => {
  const entries = useMemo(() => threadOf(session), [session])
  const scroller = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  useLayoutEffect(() => {
    const { current } = scroller
    if (current !== null && follows.current) current.scrollTop = current.scrollHeight
  })
  return (
    <div
      className="conversation"
      ref={scroller}
      role="log"
      aria-label="Conversation"
      // So that keys can scroll it.
      tabIndex={0}
      onScroll={({ currentTarget: { clientHeight, scrollHeight, scrollTop } }) => {
        follows.current = scrollHeight - scrollTop - clientHeight < nearEnd
      }}
    >
      <ol className="thread">
        {entries.map((entry) => (
          <Entry
            key={entry.id}
            entry={entry}
            playout={playout}
            uplink={uplink}
            session={session}
            answerCall={answerCall}
          />
        ))}
        {entries.length === 0 && <li className="empty">{isOpen ? "Say something, or type it." : "No messages."}</li>}
      </ol>
    </div>
  )
}

/** A message of the user with its turn. */
interface UserProps {
  readonly message: Message
  readonly turn: Turn | undefined
  readonly uplink: Uplink | undefined
}

/** A message of the user with its sound. */
const UserMessage = ({ message, turn, uplink }: UserProps) => {
  // Later speech does not change a committed turn.
  const growing = turn?.status === "committed" ? undefined : uplink
  const speech = useMemo(() => (uplink === undefined ? undefined : speechOf(uplink, turn)), [turn, growing])
  return <MessageView message={message} turn={turn} speech={speech} />
}

/** One entry of the conversation, by its kind. */
const Entry = ({
  answerCall,
  entry,
  playout,
  session,
  uplink
}: Omit<Props, "isOpen"> & { readonly entry: ThreadEntry }) => {
  switch (entry._tag) {
    case "Message":
      return entry.role === "user" ? (
        <UserMessage message={entry} turn={session.turns.get(entry.id)} uplink={uplink} />
      ) : (
        <MessageView message={entry} turn={undefined} speech={playout?.speeches.get(entry.id)} />
      )
    case "ToolCall":
      return <CallView call={entry} answerCall={answerCall} />
    case "Other":
      return (
        <li className="other">
          {entry.type} · {entry.status}
        </li>
      )
  }
}
