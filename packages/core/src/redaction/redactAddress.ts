/** Takes credentials out of addresses. Only parts that the protocol knows are kept, so a key by any other name is not. */
import { redacted, isSecretKey, redactKeys } from "./secrets.ts"

/** The parts of a path in this protocol. */
const pathWords =
  /^(|v\d+\w{0,8}|api|audio|calls|client_secrets|deployments|live|models|openai|realtime|responses|sessions|transcriptions?|transcription_sessions|translations?|voice|voice-agent|voice-live|ws)$/
/** The names in a query of this protocol. */
const queryNames = new Set(["model", "intent", "call_id", "api-version", "deployment", "language", "voice"])

/**
 * The address of a connection without credentials. Keeps the host, and the parts of path and query that the protocol knows.
 * Other parts of the path, other values of the query and the fragment become `<redacted>`. User and password are left out.
 */
export const redactAddress = (address: string): string => {
  const url = URL.parse(address)
  if (url === null) return redactKeys(address.replace(/[?#].*$/s, `?${redacted}`))
  const path = url.pathname.split("/").map((part) => (pathWords.test(part) ? part : redacted))
  const query = [...url.searchParams].map(([name, value]) =>
    queryNames.has(name)
      ? `${name}=${encodeURIComponent(redactKeys(value)).replaceAll(encodeURIComponent(redacted), redacted)}`
      : `${nameOf(name)}=${redacted}`
  )
  const host = url.host === "" ? "" : `//${url.host}`
  return `${url.protocol}${host}${path.join("/")}${query.length > 0 ? `?${query.join("&")}` : ""}${url.hash === "" ? "" : `#${redacted}`}`
}

/** A name of a query is kept if it is a word. `?SECRET` has its key where a name should be. */
const nameOf = (name: string): string =>
  /^[a-z][a-z_-]{0,31}$/i.test(name) && redactKeys(name) === name ? name : redacted

/** Cuts an address to its host. Use it if the path may be a key. */
export const originOnly = (address: string): string => {
  const url = URL.parse(address)
  if (url === null) return redacted
  const isBare = url.pathname.length < 2 && url.search === "" && url.hash === "" && url.username === ""
  if (isBare && url.password === "") return address
  return `${url.protocol}//${url.host}/${redacted}`
}

/** A link inside an event without user, password, and values that are named like a secret. */
export const redactLink = (address: string): string => {
  const url = URL.parse(address)
  if (url === null) return address
  const secrets = [...url.searchParams.keys()].filter(
    (name) => isSecretKey(name) || name === "code" || name === "access"
  )
  if (secrets.length === 0 && url.username === "" && url.password === "") return address
  url.username = ""
  url.password = ""
  for (const name of secrets) url.searchParams.set(name, redacted)
  return url.href.replaceAll(encodeURIComponent(redacted), redacted)
}
