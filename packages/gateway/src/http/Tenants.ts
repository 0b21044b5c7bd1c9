/** Who may come in, by key. */
import * as Redacted from "effect/Redacted"
import { createHash } from "node:crypto"
import { type Token, token } from "../Token.ts"

/** A customer of the gateway. */
export interface Tenant {
  readonly name: Token
  readonly keys: ReadonlyArray<Redacted.Redacted<string>>
  /** Sessions at once over all nodes. Defaults to no limit. */
  readonly maxSessions?: number
  /** Sessions that may be opened in a minute, over all nodes. Defaults to no limit. */
  readonly sessionsPerMinute?: number
  /** The models that the tenant may ask for. Defaults to all. */
  readonly models?: ReadonlyArray<string>
  /** Whether its keys see and end the sessions of all tenants, and read the metrics. Defaults to false. */
  readonly operator?: boolean
}

/** The digest of a key or a secret. It is a token, and the key cannot be found from it. */
export const digestOf = (secret: string): Token => {
  const digest = token(createHash("sha256").update(secret).digest("base64url"))
  if (digest === undefined) throw new TypeError("a digest in base64url is a token")
  return digest
}

/** Finds tenants by key and by name. */
export class Tenants {
  private readonly byKey = new Map<Token, Tenant>()
  private readonly byName = new Map<Token, Tenant>()
  /** The tenant of everyone, if there are no tenants. */
  readonly everyone: Tenant | undefined

  constructor(tenants: ReadonlyArray<Tenant> | undefined) {
    const name = token("default")
    if (tenants === undefined && name !== undefined) this.everyone = { name, keys: [], operator: true }
    for (const tenant of tenants ?? []) {
      this.byName.set(tenant.name, tenant)
      for (const key of tenant.keys) this.byKey.set(digestOf(Redacted.value(key)), tenant)
    }
  }

  /** Compares digests, so that the time says nothing of the key. */
  ofKey(key: string): Tenant | undefined {
    return this.everyone ?? this.byKey.get(digestOf(key))
  }

  named(name: Token): Tenant | undefined {
    return this.everyone?.name === name ? this.everyone : this.byName.get(name)
  }
}
