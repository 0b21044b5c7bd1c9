/** The log of `antiphon serve`, as the console reads it: a JSON object a line. */
import { printable } from "./printable.ts"

export interface Listening {
  readonly url: string
  readonly engine: string
}

/** Reads one line. Says what it is: where the server listens, a warning for the terminal, or nothing to be shown. */
export const readLog = (line: string): { readonly listening: Listening } | { readonly warning: string } | undefined => {
  const told = parse(line)
  if (typeof told !== "object" || told === null || !("message" in told)) return undefined
  if (told.message === "listening" && "url" in told && "engine" in told) {
    const { engine, url } = told
    if (typeof url === "string" && URL.canParse(url) && typeof engine === "string")
      return { listening: { url, engine } }
  }
  const isWarning = "level" in told && (told.level === "WARN" || told.level === "ERROR" || told.level === "FATAL")
  return isWarning ? { warning: printable(line) } : undefined
}

/** A line of a process may be anything, and none ends the console. */
const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
