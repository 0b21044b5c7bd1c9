/** Addresses, URIs and lists in the values of headers (RFC 3261 section 20). */
import { isIP } from "./isIp.ts"

/** The value of a `From`, `To`, `Contact` or `Route`. */
export interface SipAddress {
  readonly display: string | undefined
  readonly uri: string
  /** The parameters behind the address, by lower-case name. */
  readonly params: ReadonlyMap<string, string>
}

/** Splits a list at the commas that are neither quoted nor inside brackets. */
export const splitList = (value: string): ReadonlyArray<string> => splitOutside(value, ",")

const splitOutside = (value: string, separator: string): ReadonlyArray<string> => {
  const parts: Array<string> = []
  let [start, isQuoted, isBracketed] = [0, false, false]
  for (let at = 0; at < value.length; at++) {
    const character = value[at]
    if (isQuoted && character === "\\") at++
    else if (character === '"' && !isBracketed) isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === "<") isBracketed = true
    else if (character === ">") isBracketed = false
    else if (character === separator && !isBracketed) {
      parts.push(value.slice(start, at).trim())
      start = at + 1
    }
  }
  parts.push(value.slice(start).trim())
  return parts.filter((part) => part !== "")
}

/** Reads an address, with or without brackets. Returns `undefined` if it has no URI. */
export const parseAddress = (value: string): SipAddress | undefined => {
  const [address = "", ...rest] = splitOutside(value, ";")
  const open = openBracket(address)
  const uri = open < 0 ? address.trim() : address.slice(open + 1).replace(/>.*$/s, "")
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(uri)) return undefined
  const display = open < 0 ? "" : unquoted(address.slice(0, open).trim())
  return { display: display === "" ? undefined : display, uri, params: paramsOf(rest) }
}

/** Where the bracket opens that is no part of a quoted name. */
const openBracket = (address: string): number => {
  const [name = ""] = /^\s*"(?:[^"\\]|\\.)*"/.exec(address) ?? []
  return address.indexOf("<", name.length)
}

const unquoted = (text: string): string =>
  text.startsWith('"') ? text.slice(1, text.endsWith('"') ? -1 : undefined).replaceAll(/\\(.)/g, "$1") : text

/** Reads parameters. A parameter without a value has the value "". */
export const paramsOf = (parts: ReadonlyArray<string>): ReadonlyMap<string, string> =>
  new Map(
    parts.map((part) => {
      const equals = part.indexOf("=")
      const name = (equals < 0 ? part : part.slice(0, equals)).trim().toLowerCase()
      return [name, equals < 0 ? "" : unquoted(part.slice(equals + 1).trim())]
    })
  )

/** The host and port of a `sip:` URI, if its host is an IP address. Names are not looked up. */
export const hostOf = (uri: string): { readonly address: string; readonly port: number } | undefined => {
  const [, host = "", port] = /^sip:(?:[^@]*@)?(\[[^\]]*\]|[^:;?>]*)(?::(\d{1,5}))?/i.exec(uri) ?? []
  const address = host.replace(/^\[|\]$/g, "")
  const number = port === undefined ? 5060 : Number(port)
  return isIP(address) && number > 0 && number < 65_536 ? { address, port: number } : undefined
}
