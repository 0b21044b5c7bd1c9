/** What was said, and what the model did. It stays at its end unless the reader scrolls up. */
import type { SessionState, Turn } from "@antiphon/session"
import { useLayoutEffect, useMemo, useRef } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { Playout } from "../state/Playout.ts"
import { type Message, type ThreadEntry, threadOf } from "../state/Thread.ts"
import { speechOf, type Uplink } from "../state/Uplink.ts"
import { CallView } from "./CallView.tsx"
import { MessageView } from "./MessageView.tsx"

interface Props {
  readonly session: SessionState
  /** The sound of both sides; absent of a recording. */
  readonly playout: Playout | undefined
  readonly uplink: Uplink | undefined
  /** Whether more may come. */
  readonly isOpen: boolean
  /** Absent where calls cannot be answered. */
  readonly answerCall: Console["answerCall"] | undefined
}

const nearEnd = 80

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
      // Scrolled by keys as well.
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
        {entries.length === 0 && (
          <li className="empty">{isOpen ? "Say something, or type it." : "Nothing was said."}</li>
        )}
      </ol>
    </div>
  )
}

interface UserProps {
  readonly message: Message
  readonly turn: Turn | undefined
  readonly uplink: Uplink | undefined
}

const UserMessage = ({ message, turn, uplink }: UserProps) => {
  // What was committed sounds as it did, however much is said after it.
  const growing = turn?.status === "committed" ? undefined : uplink
  const speech = useMemo(() => (uplink === undefined ? undefined : speechOf(uplink, turn)), [turn, growing])
  return <MessageView message={message} turn={turn} speech={speech} />
}

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
