/** Reads the log of `antiphon serve`, one JSON object a line. */

/** Makes a text from elsewhere safe for a terminal. Invisible characters become U+FFFD. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\u{fffd}")

/** Where the server listens. */
export interface Listening {
  /** The address of the realtime API. */
  readonly url: string
  /** The name of the engine that answers. */
  readonly engine: string
}

/** Reads one line. Returns where the server listens, a warning for the terminal, or `undefined` for any other line. */
export const readLog = (line: string): { readonly listening: Listening } | { readonly warning: string } | undefined => {
  const entry = parse(line)
  if (typeof entry !== "object" || entry === null || !("message" in entry)) return undefined
  if (entry.message === "listening" && "url" in entry && "engine" in entry) {
    const { engine, url } = entry
    if (typeof url === "string" && URL.canParse(url) && typeof engine === "string")
      return { listening: { url, engine } }
  }
  const isWarning = "level" in entry && (entry.level === "WARN" || entry.level === "ERROR" || entry.level === "FATAL")
  return isWarning ? { warning: printable(line) } : undefined
}

/** A line of a process may be anything. No line ends the console. */
const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
