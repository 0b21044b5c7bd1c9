/**
 * What counts as a credential, wherever it stands: by the name of its key, or by how it looks. Servers name their fields as
 * they like and quote keys in errors, so no list of places is complete.
 */

/** Stands where a secret was. */
export const blanked = "<redacted>"

/** Words that make a key a secret's in any place: `client_secret`, `Set-Cookie`, `passwordHash`. */
const secretWords = new Set(
  [
    ["auth", "authorization", "authentication", "bearer", "cookie", "cookies", "credential", "credentials", "jwt"],
    ["passphrase", "passwd", "password", "pwd", "sas", "secret", "secrets", "sig", "signature"]
  ].flat()
)
/** Words that do so at the end of a key: `api_key` and `token`, and neither `key_count` nor `input_token_details`. */
const lastWords = new Set(["key", "pass", "token"])
/** The same, written as one word. */
const secretEnds = /(apikey|accesskey|privatekey|secretkey|authkey|subscriptionkey|authtoken|accesstoken|refreshtoken)$/

/** The words of a key: `x-api-key`, `apiKey` and `API_KEY` are the same. */
const wordsOf = (key: string): ReadonlyArray<string> =>
  key
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "" && word !== "value" && word !== "header")

/** Whether the value of this key is a credential. */
export const isSecretKey = (key: string): boolean => {
  if (key.length > 200) return false
  const words = wordsOf(key)
  if (words.some((word) => secretWords.has(word)) || secretEnds.test(words.join(""))) return true
  return lastWords.has(words.at(-1) ?? "")
}

/** Whether even a number is a credential under this key. */
export const isSecretNumber = (key: string): boolean => /^(pass|password|passwd|pwd|pin|secret)$/i.test(key)

/** Values that are credentials by their look: keys as vendors write them, and tokens of JOSE. */
const lookAlikes = [
  /\b(?:sk|ek|rk|pk|gsk|xai|hf|ghp|gho|ghs)[-_][\w-]{8,}/g,
  /\bgithub_pat_\w{8,}/g,
  /\bxox[a-z]-[\w-]{8,}/g,
  /\bya29\.[\w-]{4,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bAKIA[A-Z\d]{16}\b/g,
  /\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g
]

/** What follows a scheme of HTTP, if it is no word of a sentence. */
const schemes = [
  /\b(bearer\s{1,3})(?=[\w.~+/=-]{16}|[\w.~+/=-]{0,16}[\d.~+/=_])[\w.~+/=-]{6,}/gi,
  /\b(Basic\s{1,3})(?=[\w+/-]{0,64}[\dA-Z=])[\w+/=-]{8,}/g
]

/** A text without what looks like a key. */
export const redactKeys = (text: string): string =>
  schemes.reduce(
    (current, each) => current.replace(each, `$1${blanked}`),
    lookAlikes.reduce((current, each) => current.replace(each, blanked), text)
  )
