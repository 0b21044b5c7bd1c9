/** Azure's addresses, translated into OpenAI's (protocol section 0). */
import type { Handshake } from "@antiphon/core"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

/** The beginning of every path of Azure. */
const azure = "/openai"
/** The path of the beta at Azure. */
const azurePreview = "/openai/realtime"

/** Translates a path. Azure's `/openai/v1/realtime` is `/v1/realtime`. Slashes at the end are ignored. */
export const canonicalPath = (path: string): string => {
  const bare = path.replace(/\/+$/, "")
  return bare.startsWith(`${azure}/v1/`) ? bare.slice(azure.length) : bare === "" ? "/" : bare
}

/**
 * Translates a handshake into the one that OpenAI's own clients would have sent. Azure's preview address,
 * `/openai/realtime?api-version=…&deployment=…`, is the beta, and its deployment is the model. Azure also takes the key in
 * the query. It is moved out of there.
 */
export const canonical = (handshake: Handshake): Handshake => {
  const path = handshake.path.replace(/\/+$/, "")
  if (!path.startsWith(`${azure}/`)) return { ...handshake, path: canonicalPath(path) }
  const { "api-key": queried, "api-version": _, deployment, ...query } = handshake.query
  const key = Option.orElse(handshake.key, () =>
    Option.map(Option.fromUndefinedOr(queried), (each) => Redacted.make(each))
  )
  if (path !== azurePreview) return { ...handshake, path: canonicalPath(path), query, key }
  const named = deployment === undefined || "call_id" in query ? query : { ...query, model: deployment }
  return { ...handshake, path: "/v1/realtime", query: named, key, dialect: "beta" }
}
