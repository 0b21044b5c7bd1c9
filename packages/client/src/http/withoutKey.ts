import { RealtimeError, type RealtimeErrorDetail } from "../RealtimeError.ts"

/** Shorter texts are no keys: to blank them would garble the words around them, and to blank "" every word. */
const shortest = 8

/** The error without the key, wherever the server or the platform quoted it: message, detail, cause. */
export const withoutKey = (error: RealtimeError, key: string): RealtimeError => {
  if (key.length < shortest) return error
  const blank = (text: string): string => text.replaceAll(key, "<redacted>")
  const { cause, code, detail, message } = error
  const shown: RealtimeErrorDetail = JSON.parse(JSON.stringify(detail), (_, value: unknown) =>
    typeof value === "string" ? blank(value) : value
  )
  return new RealtimeError(code, blank(message), shown, causeOf(cause, key, blank))
}

/** The cause as it is if it quotes no key, else its words. */
const causeOf = (cause: unknown, key: string, blank: (text: string) => string): ErrorOptions | undefined => {
  if (cause === undefined) return undefined
  const words = wordsOf(cause)
  return { cause: words.includes(key) ? new Error(blank(words)) : cause }
}

/** All that printing an error shows, a few causes deep. */
const wordsOf = (cause: unknown, depth = 0): string => {
  if (!(cause instanceof Error) || depth > 4) return String(cause)
  return `${cause.stack ?? cause.message} ${wordsOf(cause.cause ?? "", depth + 1)}`
}
