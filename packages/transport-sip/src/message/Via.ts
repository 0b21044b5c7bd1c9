/** The `Via` of a message, which says where its answer goes (RFC 3261 section 18.2.2, RFC 3581). */
import { paramsOf } from "./Address.ts"

export interface Via {
  readonly transport: string
  readonly host: string
  readonly port: number | undefined
  readonly params: ReadonlyMap<string, string>
}

const shape = /^SIP\s*\/\s*2\.0\s*\/\s*([a-z]+)\s+(\[[^\]]*\]|[^\s:;]+)\s*(?::\s*(\d{1,5}))?$/i

export const parseVia = (value: string): Via | undefined => {
  const [sentBy = "", ...rest] = value.split(";")
  const [, transport, host, port] = shape.exec(sentBy.trim()) ?? []
  if (transport === undefined || host === undefined) return undefined
  return {
    transport: transport.toUpperCase(),
    host: host.replace(/^\[|\]$/g, ""),
    port: port === undefined ? undefined : Number(port),
    params: paramsOf(rest)
  }
}

/** The value of a `Via` with the address that the request came from. */
export const withSource = (value: string, source: { readonly address: string; readonly port: number }): string => {
  const received = `${value};received=${source.address}`
  return /;\s*rport\s*(?=;|$)/i.test(received)
    ? received.replace(/;\s*rport\s*(?=;|$)/i, `;rport=${source.port}`)
    : received
}
