/**
 * The grants of client secrets, by their digests. Expired ones are looked for when the number has doubled, so that a new
 * secret costs the same however many there are.
 */
import type { Grant } from "../services/Secrets.ts"
import type { Token } from "../Token.ts"

/** What a grant costs beside its settings, in bytes. */
const grantBytes = 256
/** The fewest that are looked through. */
const fewest = 64

export class Grants {
  private readonly grants = new Map<Token, { readonly grant: Grant; readonly bytes: number }>()
  private bytes = 0
  private sweepAt = fewest

  /** Keeps a grant. Returns false, and keeps nothing, if that would be more than `maxBytes`. */
  keep(digest: Token, grant: Grant, maxBytes: number, now: number): boolean {
    const bytes = grantBytes + (grant.session === undefined ? 0 : JSON.stringify(grant.session).length)
    if (this.grants.size >= this.sweepAt || this.bytes + bytes > maxBytes) this.sweep(now)
    if (this.bytes + bytes > maxBytes) return false
    this.forget(digest)
    this.grants.set(digest, { grant, bytes })
    this.bytes += bytes
    return true
  }

  get(digest: Token): Grant | undefined {
    return this.grants.get(digest)?.grant
  }

  clear(): void {
    this.grants.clear()
    this.bytes = 0
  }

  private forget(digest: Token): void {
    this.bytes -= this.grants.get(digest)?.bytes ?? 0
    this.grants.delete(digest)
  }

  private sweep(now: number): void {
    for (const [digest, { grant }] of this.grants) if (grant.expiresAt <= now) this.forget(digest)
    this.sweepAt = Math.max(fewest, 2 * this.grants.size)
  }
}
