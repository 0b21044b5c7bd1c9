import type { Session } from "@antiphon/core"

/** Milliseconds that base64 audio of the session's output format plays. */
export const audioMs = (session: Session | undefined, base64: string): number => {
  const format = session?.type === "realtime" && "audio" in session ? session.audio?.output?.format : undefined
  const bytes = Math.floor((base64.length * 3) / 4) - (base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0)
  switch (format?.type) {
    case "audio/pcmu":
    case "audio/pcma":
      return bytes / 8
    default:
      return (
        bytes /
        2 /
        ((format !== undefined && format !== null && "rate" in format ? (format.rate ?? 24_000) : 24_000) / 1000)
      )
  }
}
