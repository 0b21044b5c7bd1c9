/** Credentials in a text that is no event: JSON of any shape, JSON that was cut, or no JSON at all. */
import { redact } from "./redact.ts"
import { redactLoose } from "./redactLoose.ts"

/** A text without its credentials. A text that holds none comes back as it is. */
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
