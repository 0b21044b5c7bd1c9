/** A setting with its name, a hint, and the message of an invalid value. */
import { type ReactNode, useId } from "react"

/** The texts of a field and its control. */
interface Props {
  readonly label: string
  readonly hint?: string
  /** The message of an invalid value. */
  readonly message: string | undefined
  /** Makes the control. It receives the attributes that tie it to its name and message. */
  readonly children: (tied: {
    readonly id: string
    readonly "aria-describedby": string
    readonly "aria-invalid": boolean
  }) => ReactNode
}

/** One field of the form. */
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
