import * as Redacted from "effect/Redacted"

const encoder = new TextEncoder()

/** Whether two secrets are the same, in a time that tells nothing but the length of the first. Empty ones never are. */
export const sameSecret = (offered: Redacted.Redacted<string>, known: Redacted.Redacted<string>): boolean => {
  const a = encoder.encode(Redacted.value(offered))
  const b = encoder.encode(Redacted.value(known))
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i % b.length] ?? 0)
  return difference === 0 && a.length > 0
}
