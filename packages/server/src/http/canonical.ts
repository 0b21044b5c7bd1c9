/** Azure's addresses, in the terms of OpenAI's (protocol section 0). */
import type { Handshake } from "@antiphon/core"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const azure = "/openai"
const azurePreview = "/openai/realtime"

/** A path as OpenAI has it: `/openai/v1/realtime` of Azure is `/v1/realtime`. A slash at the end says nothing. */
export const canonicalPath = (path: string): string => {
  const bare = path.replace(/\/+$/, "")
  return bare.startsWith(`${azure}/v1/`) ? bare.slice(azure.length) : bare === "" ? "/" : bare
}

/**
 * A handshake as OpenAI's own clients would have sent it. Azure's preview, `/openai/realtime?api-version=…&deployment=…`,
 * is the beta, with the deployment in the model's place. Azure takes the key in the query too, where it does not stay.
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
