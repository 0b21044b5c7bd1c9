/** A button that opens a small panel below or above it. Escape and a focus elsewhere close it. */
import type { KeyboardEvent, ReactNode } from "react"

/** The button and the panel. */
interface Props {
  /** What the button shows. */
  readonly button: ReactNode
  /** The name of the button. Defaults to its text. */
  readonly label?: string
  /** The class of the button. */
  readonly look: string
  readonly className?: string
  /** Whether the panel opens above the button. Defaults to `false`. */
  readonly above?: boolean
  readonly children: ReactNode
}

/** The button with its panel. */
export const Menu = ({ above = false, button, children, className = "", label, look }: Props) => (
  <details className={`menu ${className}`} data-above={above} onBlur={closeBehind} onKeyDown={closeOnEscape}>
    <summary className={look} {...(label === undefined ? {} : { "aria-label": label, title: label })}>
      {button}
    </summary>
    <div className="popover" tabIndex={-1}>
      {children}
    </div>
  </details>
)

/** Closes the menu that holds an element. */
export const closeMenu = (within: Element): void => {
  const menu = within.closest("details")
  if (menu === null) return
  menu.open = false
  menu.querySelector("summary")?.focus()
}

/** Closes without interrupting the model. */
const closeOnEscape = (event: KeyboardEvent<HTMLDetailsElement>): void => {
  if (event.key !== "Escape" || !event.currentTarget.open) return
  event.stopPropagation()
  event.nativeEvent.stopImmediatePropagation()
  closeMenu(event.currentTarget)
}

/** Closes when the focus goes elsewhere. */
const closeBehind = (event: {
  readonly currentTarget: HTMLDetailsElement
  readonly relatedTarget: EventTarget | null
}): void => {
  const { currentTarget, relatedTarget } = event
  if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) currentTarget.open = false
}
