import type { Response } from "@antiphon/core/shapes"
import { fromServer, RealtimeError } from "../RealtimeError.ts"
import type { ResponseEnd } from "./RealtimeResponse.ts"

/** The end of a response, by what is known of it last. */
export const responseEnd = (status: string, response: Response | undefined, isClosedHere: boolean): ResponseEnd => ({
  status,
  response,
  error: isClosedHere ? undefined : errorOf(status, response)
})

const errorOf = (status: string, response: Response | undefined): RealtimeError | undefined => {
  if (status === "in_progress") return new RealtimeError("overrun", "the response is no longer retained: read sooner")
  if (status !== "failed") return undefined
  // The state fails what has no end. The server's last word is then the beginning.
  if (response?.status !== "failed") {
    return new RealtimeError(
      "disconnected",
      "the response did not end: the connection was lost, or its end was malformed"
    )
  }
  const given = response.status_details?.error ?? {}
  const message = given.message ?? given.code ?? given.type ?? "the server does not say why"
  return fromServer("failed", `the response failed: ${message}`, { error: { ...given, message } })
}
