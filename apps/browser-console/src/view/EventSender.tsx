/** Sends one event as the user typed it. The schemas of the protocol say what does not match. */
import { useId, useMemo, useState } from "react"
import type { Console } from "../link/makeConsole.ts"
import { checkEvent, eventTemplates } from "../state/checkEvent.ts"
import { CloseIcon } from "./icons.tsx"

/** How to send, and how to close the form. */
interface Props {
  readonly send: Console["sendRaw"]
  /** Whether there is a connection. */
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** An event as indented JSON. */
const written = (event: object): string => JSON.stringify(event, undefined, 2)

/** The form above the event list. */
export const EventSender = ({ isOpen, onClose, send }: Props) => {
  const id = useId()
  const [text, setText] = useState(() => written({ type: "response.create" }))
  const [result, setResult] = useState<{ readonly message: string; readonly isProblem: boolean }>()
  const checked = useMemo(() => checkEvent(text), [text])
  const problems = checked._tag === "Unsendable" ? [checked.why] : checked.doubts
  const submit = async (): Promise<void> => {
    if (checked._tag === "Unsendable") return
    await send(checked.event).then(
      () => setResult({ message: `Sent ${checked.event.type}`, isProblem: false }),
      (error: unknown) =>
        setResult({ message: error instanceof Error ? error.message : String(error), isProblem: true })
    )
  }
  return (
    <form
      className="sender"
      aria-label="Send an event"
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <header>
        <label htmlFor={id}>Event as JSON</label>
        <select
          aria-label="Template"
          value=""
          onChange={({ target }) => {
            const template = eventTemplates.find(({ type }) => type === target.value)
            if (template !== undefined) setText(written(template))
          }}
        >
          <option value="">Template…</option>
          {eventTemplates.map(({ type }) => (
            <option key={type}>{type}</option>
          ))}
        </select>
        <button type="button" className="round small" aria-label="Close the form" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <textarea
        id={id}
        rows={6}
        spellCheck={false}
        value={text}
        aria-describedby={`${id}-note`}
        aria-invalid={checked._tag === "Unsendable"}
        onChange={({ target }) => {
          setText(target.value)
          setResult(undefined)
        }}
      />
      <footer>
        <p
          id={`${id}-note`}
          role="status"
          className={problems.length > 0 || result?.isProblem === true ? "wrong" : "hint"}
        >
          {result?.message ??
            (problems.length > 0
              ? problems.slice(0, 3).join("\n")
              : isOpen
                ? "Matches the protocol."
                : "Connect first.")}
        </p>
        <button type="submit" className="primary small" disabled={!isOpen || checked._tag === "Unsendable"}>
          Send event
        </button>
      </footer>
    </form>
  )
}
