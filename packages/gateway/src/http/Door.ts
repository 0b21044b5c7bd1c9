/** Who a request is from, and what it may do. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { IncomingMessage } from "node:http"
import { refusal, type Refusal } from "../node/Refusal.ts"
import type { Grant, Secrets } from "../services/Secrets.ts"
import { unavailable } from "./clientSecrets.ts"
import { keyOf } from "./request.ts"
import { digestOf, type Tenant, type Tenants } from "./Tenants.ts"

/** A client that was let in. */
export interface Admitted {
  readonly tenant: Tenant
  /** What its client secret allows, or `undefined` if it has a key of the tenant. */
  readonly grant: Grant | undefined
}

/** Finds the tenant of a key or of a client secret that we minted. Nothing was opened before this succeeds. */
export const admitted = Effect.fnUntraced(function* (
  tenants: Tenants,
  secrets: Secrets["Service"],
  request: IncomingMessage
): Effect.fn.Return<Admitted, Refusal> {
  const key = keyOf(request)
  if (key.startsWith("ek_")) {
    const grant = yield* Effect.mapError(secrets.find(digestOf(key)), unavailable)
    const tenant = Option.flatMap(grant, ({ tenant }) => Option.fromUndefinedOr(tenants.named(tenant)))
    if (Option.isSome(grant) && Option.isSome(tenant)) return { tenant: tenant.value, grant: grant.value }
    return yield* refusal(401, "invalid_api_key", "The client secret is unknown or has expired. Ask for a new one.")
  }
  const tenant = tenants.ofKey(key)
  if (tenant === undefined)
    return yield* refusal(401, "invalid_api_key", "The key is not one of this gateway. Check it, or ask its operator.")
  return { tenant, grant: undefined }
})

/** Refuses what only keys may do. A client secret is for one conversation. */
export const needsKey = ({ grant, tenant }: Admitted): Effect.Effect<Tenant, Refusal> =>
  grant === undefined
    ? Effect.succeed(tenant)
    : Effect.fail(refusal(403, "key_needed", "A client secret cannot do this. Use a key of the tenant."))
