/** A setting with its name, what it does, and what is wrong with it. */
import { type ReactNode, useId } from "react"

interface Props {
  readonly label: string
  readonly hint?: string
  /** What is wrong, told beside it. */
  readonly message: string | undefined
  /** Makes the control with what it needs to be tied to its name and its message. */
  readonly children: (tied: {
    readonly id: string
    readonly "aria-describedby": string
    readonly "aria-invalid": boolean
  }) => ReactNode
}

export const Field = ({ children, hint, label, message }: Props) => {
  const id = useId()
  return (
    <div className="field" data-wrong={message !== undefined}>
      <label htmlFor={id}>{label}</label>
      {children({ id, "aria-describedby": `${id}-note`, "aria-invalid": message !== undefined })}
      <p
        id={`${id}-note`}
        className={message === undefined ? "hint" : "wrong"}
        role={message === undefined ? undefined : "alert"}
      >
        {message ?? hint ?? ""}
      </p>
    </div>
  )
}
