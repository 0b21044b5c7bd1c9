/** Recognizes the requests of this server's own page. */
import type { IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"

/**
 * Whether a request comes from this server's own page or from the address line. Pages of other sites can reach loopback too,
 * with a form or under a name of theirs that resolves to it. Neither gets an answer.
 */
export const isOwn = ({ headers }: IncomingMessage, address: AddressInfo | string | null): boolean => {
  if (address === null || typeof address === "string") return false
  const hosts = [`127.0.0.1:${address.port}`, `localhost:${address.port}`]
  const { host = "", origin, "sec-fetch-site": site } = headers
  if (!hosts.includes(host)) return false
  if (origin !== undefined && !hosts.some((own) => origin === `http://${own}`)) return false
  return site === undefined || site === "same-origin" || site === "none"
}
