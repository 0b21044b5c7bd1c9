import type { Handshake } from "@antiphon/core"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { IncomingMessage } from "node:http"

/** The subprotocols that carry a key, OpenAI's and xAI's. */
const keyProtocols = ["openai-insecure-api-key.", "xai-client-secret."]
const betaProtocol = "openai-beta.realtime-v1"

/** Reads the address, the dialect, the key and the origin of an upgrade request (protocol section 0). */
export const handshakeOf = (request: IncomingMessage): Handshake => {
  const { headers, socket } = request
  const target = request.url ?? "/"
  const url = URL.parse(target.startsWith("/") ? `ws://localhost${target}` : target)
  const offers = (headers["sec-websocket-protocol"] ?? "").split(",").map((offer) => offer.trim())
  // One header may name several betas, and Node joins several headers of one name with commas.
  const betas = String(headers["openai-beta"] ?? "").split(",")
  const isBeta = betas.some((beta) => beta.trim() === "realtime=v1") || offers.includes(betaProtocol)
  return {
    path: url?.pathname ?? "/",
    query: Object.fromEntries([...(url?.searchParams ?? [])].toReversed()),
    dialect: isBeta ? "beta" : "ga",
    key: Option.map(Option.fromUndefinedOr(keyOf(request, offers)), (key) => Redacted.make(key)),
    origin: Option.fromUndefinedOr(headers.origin),
    peer: `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? "?"}`
  }
}

const keyOf = ({ headers }: IncomingMessage, offers: ReadonlyArray<string>): string | undefined => {
  const bearer = /^bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1]
  if (bearer !== undefined) return bearer
  const header = headers["api-key"]
  if (typeof header === "string" && header !== "") return header
  for (const protocol of keyProtocols) {
    const offer = offers.find((each) => each.startsWith(protocol))
    if (offer !== undefined) return offer.slice(protocol.length)
  }
  return undefined
}
