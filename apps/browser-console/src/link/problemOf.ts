/** Chooses what the user sees of an error. */
import { RealtimeError } from "@antiphon/client"
import type { ConsoleState } from "../state/Console.ts"

/**
 * The problem to show, or `undefined` if there is none. The link shows the end of a session. A request that the user's own
 * interruption withdrew, or that a newer request replaced, is not a problem.
 */
export const problemOf = (error: unknown): NonNullable<ConsoleState["problem"]> | undefined => {
  if (!(error instanceof RealtimeError)) return { message: messageOf(error), param: undefined }
  const { code, detail } = error
  if (code === "aborted" || code === "disconnected") return undefined
  if (detail.why === "withdrawn" || detail.why === "replaced") return undefined
  return { message: messageOf(error), param: detail.error?.param ?? undefined }
}

/** The message of an error, or of its cause if that says more. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // The cause of a missing key says more than the error itself.
  return error instanceof RealtimeError && error.code === "no_key" && error.cause instanceof Error
    ? error.cause.message
    : error.message
}
