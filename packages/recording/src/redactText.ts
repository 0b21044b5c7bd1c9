/** Takes credentials out of a text that is not an event. It may be JSON of any shape, JSON that was cut, or no JSON. */
import { redact } from "./redact.ts"
import { redactLoose } from "./redactLoose.ts"

/** A text without its credentials. Returns a text that holds none as it is. */
export const redactText = (text: string): string => {
  const parsed = parse(text)
  if (parsed === undefined) return redactLoose(text)
  const known = redact(parsed)
  return known === parsed ? text : JSON.stringify(known)
}

const parse = (text: string): object | string | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return (typeof value === "object" && value !== null) || typeof value === "string" ? value : undefined
  } catch {
    return undefined
  }
}
