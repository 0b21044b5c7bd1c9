/** Addresses without credentials. They name what the protocol has, so that a key by any other name is not kept. */
import { blanked, isSecretKey, redactKeys } from "./secrets.ts"

/** What a path of this protocol is made of. */
const pathWords =
  /^(|v\d+\w{0,8}|api|audio|calls|client_secrets|deployments|live|models|openai|realtime|responses|sessions|transcriptions?|transcription_sessions|translations?|voice|voice-agent|voice-live|ws)$/
/** What a query of this protocol is made of. */
const queryNames = new Set(["model", "intent", "call_id", "api-version", "deployment", "language", "voice"])

/**
 * The address of a connection with its host, and of path and query what the protocol has. The rest is blanked: user and
 * password are left out, and other parts of the path, other values of the query and the fragment become `<redacted>`.
 */
export const redactAddress = (address: string): string => {
  const url = URL.parse(address)
  if (url === null) return redactKeys(address.replace(/[?#].*$/s, `?${blanked}`))
  const path = url.pathname.split("/").map((part) => (pathWords.test(part) ? part : blanked))
  const query = [...url.searchParams].map(([name, value]) =>
    queryNames.has(name)
      ? `${name}=${encodeURIComponent(redactKeys(value)).replaceAll(encodeURIComponent(blanked), blanked)}`
      : `${nameOf(name)}=${blanked}`
  )
  const host = url.host === "" ? "" : `//${url.host}`
  return `${url.protocol}${host}${path.join("/")}${query.length > 0 ? `?${query.join("&")}` : ""}${url.hash === "" ? "" : `#${blanked}`}`
}

/** A name of a query is kept if it is a word. `?SECRET` has its key where a name should be. */
const nameOf = (name: string): string =>
  /^[a-z][a-z_-]{0,31}$/i.test(name) && redactKeys(name) === name ? name : blanked

/** The host of an address, for one whose path may be its key. */
export const originOnly = (address: string): string => {
  const url = URL.parse(address)
  if (url === null) return blanked
  const isBare = url.pathname.length < 2 && url.search === "" && url.hash === "" && url.username === ""
  if (isBare && url.password === "") return address
  return `${url.protocol}//${url.host}/${blanked}`
}

/** An address inside an event, such as that of a picture: whole, but for what is named like a secret. */
export const redactLink = (address: string): string => {
  const url = URL.parse(address)
  if (url === null) return address
  const secrets = [...url.searchParams.keys()].filter(
    (name) => isSecretKey(name) || name === "code" || name === "access"
  )
  if (secrets.length === 0 && url.username === "" && url.password === "") return address
  url.username = ""
  url.password = ""
  for (const name of secrets) url.searchParams.set(name, blanked)
  return url.href.replaceAll(encodeURIComponent(blanked), blanked)
}
