/** What of an error is shown to the user. */
import { RealtimeError } from "@antiphon/client"
import type { ConsoleState } from "../state/Console.ts"

/**
 * The problem to show, or `undefined` if there is none. The end of a session is shown by the link. A request that the user's
 * own interruption withdrew, or a newer request of theirs replaced, is what they asked for.
 */
export const problemOf = (error: unknown): NonNullable<ConsoleState["problem"]> | undefined => {
  if (!(error instanceof RealtimeError)) return { message: messageOf(error), param: undefined }
  const { code, detail } = error
  if (code === "aborted" || code === "disconnected") return undefined
  if (detail.why === "withdrawn" || detail.why === "replaced") return undefined
  return { message: messageOf(error), param: detail.error?.param ?? undefined }
}

export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // A key that could not be had says less than why it could not.
  return error instanceof RealtimeError && error.code === "no_key" && error.cause instanceof Error
    ? error.cause.message
    : error.message
}
