/** The keys of the page, in a dialog. */
import { useEffect, useRef } from "react"
import { CloseIcon } from "./icons.tsx"

/** The keys and what they do. */
const keys: ReadonlyArray<readonly [keys: ReadonlyArray<string>, about: string]> = [
  [["Esc"], "Interrupt the model"],
  [["Space"], "Hold to talk, with manual turns"],
  [["M"], "Mute or unmute the microphone"],
  [["/"], "Search events"],
  [["↑", "↓"], "Move through the events"],
  [["Home", "End"], "Go to the first or last event"],
  [["←", "→"], "Change the tab of the inspector"],
  [["?"], "Open this help"]
]

/** Whether the help is open, and how to close it. */
interface Props {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** The dialog. */
export const HelpDialog = ({ isOpen, onClose }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const { current } = dialog
    if (current === null) return
    if (isOpen && !current.open) current.showModal()
    if (!isOpen && current.open) current.close()
  }, [isOpen])
  return (
    <dialog ref={dialog} className="help" aria-labelledby="help-title" onClose={onClose}>
      <header>
        <h2 id="help-title">Keyboard</h2>
        <button type="button" className="round small" aria-label="Close the help" onClick={onClose}>
          <CloseIcon />
        </button>
      </header>
      <dl>
        {keys.map(([names, about]) => (
          <div key={about}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{about}</dd>
          </div>
        ))}
      </dl>
      <p>In a text field, keys type. Leave the field with Tab.</p>
    </dialog>
  )
}
