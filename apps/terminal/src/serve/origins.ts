/** Decides by `--origin` which pages may connect. */
import * as Effect from "effect/Effect"
import { type CliFailure, cliFailure } from "../CliFailure.ts"

/** Whether only this machine reaches a host. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d+){3}|::1)$/.test(host)

/** The pages that may connect. */
export interface Pages {
  /** Their origins, as browsers write them. */
  readonly named: ReadonlyArray<string>
  /** Whether every page of this machine may, whatever its port. */
  readonly ofThisMachine: boolean
}

/** What to write instead of an invalid origin. */
const remedy = "give scheme, host and port, such as http://localhost:5173, or localhost for every page of this machine"

/** Reads the values of the flag. Fails with what is wrong with one and what to write instead. */
export const readPages = Effect.fnUntraced(function* (
  given: ReadonlyArray<string>
): Effect.fn.Return<Pages, CliFailure> {
  const named: Array<string> = []
  for (const value of given) {
    if (value === "localhost") continue
    const origin = originOf(value)
    if (origin === undefined) return yield* cliFailure(`--origin "${value}" is not an origin: ${remedy}`)
    if (value.replace(/\/$/, "").toLowerCase() !== asWritten(value, origin)) {
      return yield* cliFailure(`--origin "${value}" has more than an origin: give ${origin}`)
    }
    named.push(origin)
  }
  return { named, ofThisMachine: given.includes("localhost") }
})

/** Whether a page of this origin may connect. */
export const mayConnect = ({ named, ofThisMachine }: Pages, origin: string): boolean => {
  if (named.includes(origin)) return true
  const url = ofThisMachine ? URL.parse(origin) : null
  return url !== null && /^https?:$/.test(url.protocol) && isLoopback(url.hostname.replace(/^\[(.*)\]$/, "$1"))
}

/** The flag that lets a page in, or `undefined` if its origin cannot be named. */
export const flagFor = (origin: string): string | undefined =>
  originOf(origin) === origin ? `--origin ${origin}` : undefined

/** The origin of an address, or `undefined` if it has none. Pages of extensions have a scheme of their own. */
const originOf = (value: string): string | undefined => {
  const url = URL.parse(value)
  if (url === null || url.host === "" || !value.includes("://")) return undefined
  return url.origin === "null" ? `${url.protocol}//${url.host}` : url.origin
}

/** How the origin reads if the value names its default port. */
const asWritten = (value: string, origin: string): string =>
  /:(80|443)\/?$/.test(value) && !/:\d+$/.test(origin) ? value.replace(/\/$/, "").toLowerCase() : origin
