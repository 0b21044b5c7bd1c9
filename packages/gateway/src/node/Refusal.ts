/** Why a client was not served, as the answer that it gets. */
import * as Data from "effect/Data"
import type { EngineUnavailable, LogBroken, NoSuchSession, SessionExists } from "../GatewayError.ts"
import type { UpstreamRefused } from "../relay/Upstream.ts"

export class Refusal extends Data.TaggedError("Refusal")<{
  readonly status: number
  /** The `code` of the error in the answer. */
  readonly code: string
  readonly message: string
}> {}

export const refusal = (status: number, code: string, message: string): Refusal =>
  new Refusal({ status, code, message })

/** The answer to a client whose session could not be opened. */
export const refusalOf = (
  error: EngineUnavailable | LogBroken | NoSuchSession | Refusal | SessionExists | UpstreamRefused
): Refusal => {
  switch (error._tag) {
    case "Refusal":
      return error
    case "EngineUnavailable":
      return refusal(503, "engine_unavailable", "The gateway cannot record now. Try again later.")
    case "LogBroken":
      return refusal(409, "log_broken", error.message)
    case "NoSuchSession":
      return refusal(404, "no_such_session", error.message)
    case "SessionExists":
      return refusal(409, "session_exists", error.message)
    case "UpstreamRefused":
      return refusal(error.status, "upstream_refused", error.message)
  }
}
