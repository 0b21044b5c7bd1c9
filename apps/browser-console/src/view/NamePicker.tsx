/** Chooses one of some names, or any other name. */
import { useState } from "react"

/** The names and the choice. */
interface Props {
  readonly names: ReadonlyArray<string>
  readonly value: string
  readonly onChange: (name: string) => void
  /** Ties the control to its label and message. */
  readonly tied?: { readonly id: string; readonly "aria-describedby": string; readonly "aria-invalid": boolean }
}

/** The value of the entry for any other name. No name has it. */
const other = " other"

/** The list. It becomes a text field for another name. */
export const NamePicker = ({ names, onChange, tied = undefined, value }: Props) => {
  const [isTyping, setTyping] = useState(!names.includes(value))
  const isKnown = names.includes(value)
  if (isTyping || !isKnown) {
    return (
      <span className="name-picker">
        <input
          {...tied}
          value={value}
          placeholder="Name"
          spellCheck={false}
          onChange={({ target }) => onChange(target.value)}
        />
        <button
          type="button"
          className="quiet small"
          onClick={() => {
            setTyping(false)
            if (!isKnown) onChange(names[0] ?? "")
          }}
        >
          List
        </button>
      </span>
    )
  }
  return (
    <select
      {...tied}
      value={value}
      onChange={({ target }) => (target.value === other ? setTyping(true) : onChange(target.value))}
    >
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
      <option value={other}>Other…</option>
    </select>
  )
}
