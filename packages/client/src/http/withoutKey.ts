import { redact } from "@antiphon/core/transport"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import { RealtimeError, type RealtimeErrorDetail } from "../RealtimeError.ts"

/**
 * Returns the error with the key taken out of its message, detail and cause, wherever the server or the platform quoted
 * it.
 */
export const withoutKey = (error: RealtimeError, key: string): RealtimeError => {
  const blank = (text: string): string => redact(text, Option.some(Redacted.make(key)))
  const { cause, code, detail, message } = error
  const shown: RealtimeErrorDetail = JSON.parse(JSON.stringify(detail), (_, value: unknown) =>
    typeof value === "string" ? blank(value) : value
  )
  return new RealtimeError(code, blank(message), shown, causeOf(cause, blank))
}

/** The cause itself if it does not quote the key, else its words without the key. */
const causeOf = (cause: unknown, blank: (text: string) => string): ErrorOptions | undefined => {
  if (cause === undefined) return undefined
  const words = wordsOf(cause)
  return { cause: blank(words) === words ? cause : new Error(blank(words)) }
}

/** Everything that printing an error shows, a few causes deep. */
const wordsOf = (cause: unknown, depth = 0): string => {
  if (!(cause instanceof Error) || depth > 4) return String(cause)
  return `${cause.stack ?? cause.message} ${wordsOf(cause.cause ?? "", depth + 1)}`
}
