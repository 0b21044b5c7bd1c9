import type { Message } from "@antiphon/react"
import { memo, useEffect, useRef } from "react"

/** Each message keeps its identity until it changes, so that only the one that plays renders again. */
const Bubble = memo(({ message }: { readonly message: Message }) => {
  const { heard, isComplete, isInterrupted, role, text, unheard } = message
  return (
    <li data-role={role} data-interrupted={isInterrupted}>
      {text === "" ? <em>{isComplete ? "(spoken)" : "…"}</em> : heard}
      {unheard !== "" && (isInterrupted ? <s>{unheard}</s> : <span className="unheard">{unheard}</span>)}
    </li>
  )
})

export const Messages = ({ messages }: { readonly messages: ReadonlyArray<Message> }) => {
  const end = useRef<HTMLLIElement>(null)
  useEffect(() => {
    void end.current?.scrollIntoView({ block: "end" })
  }, [messages])
  return (
    <ol>
      {messages.length === 0 && <li className="empty">Press Talk, and ask about a star.</li>}
      {messages.map((message) => (
        <Bubble key={message.id} message={message} />
      ))}
      <li ref={end} className="end" />
    </ol>
  )
}
