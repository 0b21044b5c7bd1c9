import type { Realtime } from "@antiphon/react"
import { useState } from "react"

export const Composer = ({ realtime }: { readonly realtime: Realtime }) => {
  const [text, setText] = useState("")
  const isOpen = realtime.status === "connected"
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        setText("")
        void realtime.sendText(text)
      }}
    >
      <input
        aria-label="Message"
        placeholder={isOpen ? "Or type a question" : "Start to type a question"}
        value={text}
        disabled={!isOpen}
        onChange={({ target }) => setText(target.value)}
      />
      <button disabled={!isOpen || text === ""}>Send</button>
    </form>
  )
}
