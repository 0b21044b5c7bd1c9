/** The server that answers. It runs in this process, or behind an endpoint elsewhere. */
import {
  type ClientEvent,
  type Connection,
  Endpoint,
  type ServerEvent,
  Transport,
  type TransportError
} from "@antiphon/core"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { Flag } from "effect/cli"
import { type CliFailure, cliFailure } from "./CliFailure.ts"

/** The address of a server and the key for it. */
export interface Answerer {
  /** The words for it on the screen. */
  readonly name: string
  /** The base address of the realtime API. */
  readonly url: string
  /** The key to connect with, if it needs one. */
  readonly key: Option.Option<Redacted.Redacted<string>>
}

/** The flags that name an endpoint. */
export const endpointFlags = {
  url: Flag.String("url").pipe(
    Flag.withMetavar("WSS-URL"),
    Flag.withDescription(
      "The Realtime endpoint to use, e.g. wss://api.openai.com/v1/realtime, with the key in OPENAI_API_KEY. Defaults to a server in this process"
    ),
    Flag.optional
  ),
  model: Flag.String("model").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The model to ask for. Defaults to gpt-realtime"),
    Flag.withDefault("gpt-realtime")
  )
}

/** The flags that shape who answers. */
export const personaFlags = {
  instructions: Flag.String("instructions").pipe(
    Flag.withMetavar("TEXT"),
    Flag.withDescription("The system instructions of the model"),
    Flag.optional
  ),
  voice: Flag.String("voice").pipe(
    Flag.withMetavar("NAME"),
    Flag.withDescription("The voice of the model, e.g. marin"),
    Flag.optional
  )
}

/** Addresses that only this machine reaches. */
const loopback = /^wss?:\/\/(localhost|127(\.\d+){3}|\[::1\])([:/]|$)/

/** An endpoint elsewhere. It needs a key unless it is on loopback. */
export const elsewhere = Effect.fnUntraced(function* (url: string): Effect.fn.Return<Answerer, CliFailure> {
  if (!/^(ws|http)s?:\/\//i.test(url) || !URL.canParse(url)) {
    return yield* cliFailure(`--url ${url} is no WebSocket address: give one such as wss://api.openai.com/v1/realtime`)
  }
  const key = yield* Config.option(Config.Redacted("OPENAI_API_KEY")).pipe(Effect.orDie)
  if (Option.isNone(key) && !loopback.test(url)) {
    return yield* cliFailure(`${url} needs a key: set OPENAI_API_KEY`)
  }
  return { name: "elsewhere", url, key }
})

/** Opens a conversation with a server. The scope closes it. */
export const connectTo = (
  { key, url }: Answerer,
  model: string
): Effect.Effect<Connection<ServerEvent, ClientEvent>, TransportError, Scope.Scope | Transport> =>
  Transport.use(({ connect }) =>
    connect(Endpoint.conversation({ base: url, model, ...(Option.isSome(key) ? { credential: key.value } : {}) }))
  )
