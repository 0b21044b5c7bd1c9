/** A function call and its result. The user types the result if the page does not run the function. */
import { useId, useState } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { ToolCall } from "../state/Thread.ts"
import { ToolIcon } from "./icons.tsx"

/** The call, and how to answer it. */
interface Props {
  readonly call: ToolCall
  readonly answerCall: Console["answerCall"] | undefined
}

/** One call in the conversation. */
export const CallView = ({ answerCall, call }: Props) => {
  const { callId, output, status } = call
  return (
    <li className="call" data-status={status}>
      <div className="call-line">
        <ToolIcon />
        <code className="call-name">{call.name}</code>
        <code className="call-arguments">{call.arguments === "" ? "…" : call.arguments}</code>
      </div>
      {output !== undefined && (
        <div className="call-line result">
          <span className="arrow" aria-hidden="true">
            →
          </span>
          <span className="hidden">Result: </span>
          <code>{output}</code>
        </div>
      )}
      {output === undefined && status !== "completed" && status !== "in_progress" && (
        <p className="call-note">{status}</p>
      )}
      {output === undefined && status === "completed" && callId !== undefined && answerCall !== undefined && (
        <Answer name={call.name} onAnswer={(text) => void answerCall(callId, text)} />
      )}
    </li>
  )
}

/** The form for the result of a call. */
const Answer = ({ name, onAnswer }: { readonly name: string; readonly onAnswer: (text: string) => void }) => {
  const id = useId()
  const [text, setText] = useState("")
  return (
    <form
      className="answer"
      onSubmit={(event) => {
        event.preventDefault()
        onAnswer(text)
      }}
    >
      <label className="hidden" htmlFor={id}>
        Result of {name}
      </label>
      <input id={id} value={text} placeholder="Result of the call" onChange={({ target }) => setText(target.value)} />
      <button type="submit" className="secondary small">
        Answer
      </button>
    </form>
  )
}
