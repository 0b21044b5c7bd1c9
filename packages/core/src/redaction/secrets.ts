/**
 * Decides what is a credential, by the name of its key or by its look. Servers name their fields as they like and quote keys
 * in errors, so no list of places is complete.
 */

/** Stands where a secret was. */
export const redacted = "<redacted>"

/** Words that mark a key as a secret's at any position, as in `client_secret`, `Set-Cookie` and `passwordHash`. */
const secretWords = new Set(
  [
    ["auth", "authorization", "authentication", "bearer", "cookie", "cookies", "credential", "credentials", "jwt"],
    ["passphrase", "passwd", "password", "pwd", "sas", "secret", "secrets", "sig", "signature"]
  ].flat()
)
/** Words that do so only at the end of a key, as in `api_key` and `token`. Not in `key_count` or `input_token_details`. */
const lastWords = new Set(["key", "pass", "token"])
/** The same words in names that are written as one word. */
const secretEnds = /(apikey|accesskey|privatekey|secretkey|authkey|subscriptionkey|authtoken|accesstoken|refreshtoken)$/

/** Splits a key into its words. `x-api-key`, `apiKey` and `API_KEY` give the same words. */
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

/** Values that are credentials by their look. They are keys as vendors write them, and tokens of JOSE. */
const lookAlikes = [
  /\b(?:sk|ek|rk|pk|gsk|xai|hf|ghp|gho|ghs)[-_][\w-]{8,}/g,
  /\bgithub_pat_\w{8,}/g,
  /\bxox[a-z]-[\w-]{8,}/g,
  /\bya29\.[\w-]{4,}/g,
  /\bAIza[\w-]{30,}/g,
  /\bAKIA[A-Z\d]{16}\b/g
]

/** A token of JOSE has a dot behind its first part. The whole run is taken at once, so that no letter is read again. */
const token = /\beyJ[\w-]{8,}(?:\.[\w-]+){0,4}/g

/** The value after an HTTP authentication scheme, unless it is a word of a sentence. */
const schemes = [
  /\b(bearer\s{1,3})(?=[\w.~+/=-]{16}|[\w.~+/=-]{0,16}[\d.~+/=_])[\w.~+/=-]{6,}/gi,
  /\b(Basic\s{1,3})(?=[\w+/-]{0,64}[\dA-Z=])[\w+/=-]{8,}/g
]

/** A text without anything that looks like a key. */
export const redactKeys = (text: string): string =>
  schemes.reduce(
    (current, each) => current.replace(each, `$1${redacted}`),
    lookAlikes.reduce(
      (current, each) => current.replace(each, redacted),
      text.replace(token, (run) => (run.includes(".") ? redacted : run))
    )
  )
