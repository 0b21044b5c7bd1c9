/**
 * A route through an HTTP proxy with `CONNECT`, and TLS inside it for `wss` (RFC 9110 section 9.3.6, RFC 6455 section
 * 4.1).
 */
import { TransportError } from "@antiphon/core"
import * as Result from "effect/Result"
import { Agent, type ClientRequest, type ClientRequestArgs, request as requestPlain } from "node:http"
import { Agent as SecureAgent, request as requestSecure } from "node:https"
import { isIP } from "node:net"
import type { Duplex } from "node:stream"
import { connect as connectTls } from "node:tls"
import { portOf } from "./proxyOf.ts"

/** An agent for one connection. */
export interface ProxyAgent {
  readonly agent: Agent
  /** Gives up on a proxy that has not answered yet. */
  readonly abandon: () => void
}

/**
 * Makes the agent whose socket leads to `target` through the proxy. `refuse` is called with the reason if there is no
 * route.
 */
export const makeProxyAgent = (
  proxy: string,
  target: URL,
  refuse: (error: TransportError) => void
): Result.Result<ProxyAgent, TransportError> => {
  const via = URL.parse(proxy.includes("://") ? proxy : `http://${proxy}`)
  if (via === null || !/^https?:$/.test(via.protocol)) return Result.fail(unusable)
  const isSecure = target.protocol === "wss:"
  const authority = `${target.hostname}:${portOf(target)}`
  let asking: ClientRequest | undefined
  const failed = (detail: string, more: { readonly status?: number; readonly cause?: unknown }) =>
    refuse(TransportError.open({ detail: `the proxy ${via.host} ${detail}`, ...more }))

  const agent = isSecure ? new SecureAgent() : new Agent()
  agent.createConnection = (options: ClientRequestArgs, created?: (error: Error | null, socket: Duplex) => void) => {
    asking = connectRequest(via, authority)
    asking.on("connect", ({ statusCode: status = 0 }, socket: Duplex, head: Buffer) => {
      asking = undefined
      if (status < 200 || status >= 300) {
        socket.destroy()
        const remedy = status === 407 ? ". Put a user and a password into the address of the proxy." : ""
        return failed(`refused the way to ${authority}: HTTP ${status}${remedy}`, { status })
      }
      if (head.length > 0) socket.unshift(head)
      const host = bare(target.hostname)
      const servername = isIP(host) === 0 ? host : ""
      created?.(null, isSecure ? connectTls({ ...tlsOf(options), socket, servername }) : socket)
    })
    asking.on("error", (cause) => failed(`opens no way to ${authority}: ${cause.message}`, { cause }))
    asking.end()
    return undefined
  }
  return Result.succeed({ agent, abandon: () => asking?.destroy() })
}

const connectRequest = (via: URL, authority: string): ClientRequest => {
  const request = via.protocol === "https:" ? requestSecure : requestPlain
  const { password, username } = via
  const user = username === "" ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return request({
    host: bare(via.hostname),
    port: portOf(via),
    method: "CONNECT",
    path: authority,
    headers: {
      host: authority,
      ...(user === undefined ? {} : { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` })
    },
    // The route to the proxy goes through no proxy.
    agent: false
  })
}

/** Keeps the options of a request that concern TLS. The socket decides where the request goes. */
const tlsOf = ({ host: _host, path: _path, port: _port, ...options }: ClientRequestArgs): object => options

/** A host without the brackets of an IPv6 address. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "")

const unusable = TransportError.protocol({
  detail: "the proxy that the environment names is not an http or https address"
})
