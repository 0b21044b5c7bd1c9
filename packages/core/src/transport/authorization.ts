/** Where the key of an endpoint goes, which headers and query come with it, and what is refused before dialling. */
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import type { Authorization, EndpointOptions } from "./EndpointOptions.ts"
import { TransportError } from "./TransportError.ts"

type Key = Option.Option<Redacted.Redacted<string>>
type Texts = Readonly<Record<string, string>>

/** What an endpoint sends beside its events. */
export interface Sent {
  readonly headers: Texts
  readonly query: Texts
  readonly authorization: Authorization
  readonly subprotocols: ((key: Redacted.Redacted<string> | undefined) => ReadonlyArray<string>) | undefined
  readonly organization: string | undefined
  readonly project: string | undefined
  readonly beta: boolean
}

/** Reads it from the options. */
export const sentOf = (options: EndpointOptions): Omit<Sent, "beta"> => ({
  headers: {
    ...options.headers,
    ...(options.safetyIdentifier === undefined ? {} : { "OpenAI-Safety-Identifier": options.safetyIdentifier })
  },
  query: options.query ?? {},
  authorization: options.authorization ?? "bearer",
  subprotocols: options.subprotocols,
  organization: options.organization,
  project: options.project
})

/** The headers of a request. */
export const headersOf = (self: Sent, key: Key): Result.Result<Texts, TransportError> => {
  const headers: Record<string, string> = {
    ...(self.beta ? { "OpenAI-Beta": "realtime=v1" } : {}),
    ...(self.organization === undefined ? {} : { "OpenAI-Organization": self.organization }),
    ...(self.project === undefined ? {} : { "OpenAI-Project": self.project }),
    ...self.headers
  }
  if (Option.isSome(key)) Object.assign(headers, keyHeaders(self.authorization, key.value))
  const bad = Object.entries(headers).find(([name, value]) => !isHeader(name, value))
  return bad === undefined
    ? Result.succeed(headers)
    : unusable(
        `the header ${JSON.stringify(bad[0].slice(0, 64))} has a name or a value that no header can have. ` +
          "Give the value as one line of text"
      )
}

const keyHeaders = (authorization: Authorization, key: Redacted.Redacted<string>): Texts => {
  const text = Redacted.value(key)
  if (typeof authorization === "function") return authorization(key)
  switch (authorization) {
    case "bearer":
      return { Authorization: `Bearer ${text}` }
    case "api-key":
      return { "api-key": text }
    case "basic":
      return { Authorization: `Basic ${text.includes(":") ? toBase64(text) : text}` }
    default:
      return {}
  }
}

const toBase64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** The query that comes with every request, the key among it for `query`. */
export const queryOf = ({ authorization, query }: Sent, key: Key): Texts =>
  authorization === "query" && Option.isSome(key) ? { ...query, "api-key": Redacted.value(key.value) } : query

/** The subprotocols of a socket. They carry what a page cannot put into headers. */
export const subprotocolsOf = (self: Sent, key: Key): Result.Result<ReadonlyArray<string>, TransportError> => {
  const offers = self.subprotocols?.(Option.getOrUndefined(key)) ?? standard(self, key)
  return offers.every((offer) => typeof offer === "string" && token.test(offer))
    ? Result.succeed(offers)
    : unusable("a subprotocol has characters that none can have, or the key has. Give letters, digits and -._~ alone")
}

const standard = (self: Sent, key: Key): ReadonlyArray<string> => [
  "realtime",
  ...(Option.isSome(key) && isOffered(self.authorization)
    ? [`openai-insecure-api-key.${Redacted.value(key.value)}`]
    : []),
  ...(self.organization === undefined ? [] : [`openai-organization.${self.organization}`]),
  ...(self.project === undefined ? [] : [`openai-project.${self.project}`]),
  ...(self.beta ? ["openai-beta.realtime-v1"] : [])
]

const isOffered = (authorization: Authorization): boolean => authorization === "bearer" || authorization === "api-key"

/**
 * Returns why a socket that cannot set headers, as those of pages, cannot open this endpoint, or `undefined` if it can.
 * What it cannot send would otherwise be missing without a word.
 */
export const headerRefusal = (self: Sent, key: Key): TransportError | undefined => {
  const own = Object.keys(self.headers)
  if (own.length > 0) {
    return TransportError.protocol({
      detail: `a page's WebSocket sends no headers, and the endpoint has ${own.join(", ").slice(0, 200)}. Leave them out, and set them where the key is minted`
    })
  }
  const inHeader = typeof self.authorization === "function" || self.authorization === "basic"
  return inHeader && Option.isSome(key) && self.subprotocols === undefined
    ? TransportError.protocol({
        detail:
          "the key of this endpoint travels in a header, and a page's WebSocket sends none. Connect from your server"
      })
    : undefined
}

/** Refuses what TypeScript would refuse too, because JavaScript does not. */
export const checkSent = ({ authorization, headers, query }: Sent): Result.Result<void, TransportError> => {
  if (typeof authorization !== "function" && !kinds.has(authorization)) {
    return unusable(`authorization is none of ${[...kinds].join(", ")} or a function. Choose one`)
  }
  for (const [field, texts] of Object.entries({ headers, query })) {
    const bad = Object.entries(texts).find(([, value]) => typeof value !== "string")
    if (bad !== undefined) return unusable(`${bad[0].slice(0, 64)} of ${field} is no text. Give a string`)
  }
  return Result.succeed(undefined)
}

const kinds: ReadonlySet<string> = new Set(["bearer", "api-key", "basic", "query", "none"])
/** A name of HTTP, which is what subprotocols and names of headers are. */
const token = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/
// oxlint-disable-next-line no-control-regex
const isHeader = (name: string, value: unknown): boolean =>
  token.test(name) && typeof value === "string" && !/[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/.test(value)

const unusable = (detail: string): Result.Result<never, TransportError> =>
  Result.fail(TransportError.protocol({ detail }))
