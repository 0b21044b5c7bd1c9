/** Listens for phones with `--sip`, and rings the webhook of `--webhook` for each of them. */
import type { ClientEvent, Connection, Handshake, ServerEvent, TransportError } from "@antiphon/core"
import {
  type Gate,
  makePhoneCalls,
  makeWebhook,
  type PhoneCalls,
  type RunningCalls,
  secretProblem
} from "@antiphon/server"
import { listen } from "@antiphon/transport-sip/node"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { keysOfEnvironment } from "./keys.ts"

/** Where phones call, and what decides on them. */
export interface PhoneOptions {
  readonly host: string
  /** The port of SIP. Without it no phone can call. */
  readonly sip: Option.Option<number>
  /** The address that `realtime.call.incoming` is posted to. Without it every call is answered at once. */
  readonly webhook: Option.Option<string>
}

/** What serves a phone that was answered. */
export interface Answering {
  readonly gate: Gate
  readonly hold: (
    connection: Connection<ClientEvent, ServerEvent>,
    handshake: Handshake
  ) => Effect.Effect<void, TransportError, Scope.Scope>
}

/** Names the environment variable of the webhook's secret. */
const secretName = "ANTIPHON_WEBHOOK_SECRET"

type Webhook = ReturnType<typeof makeWebhook>

/** Reads the webhook and its secret, before anything listens. */
export const webhookOf = Effect.fnUntraced(function* ({
  sip,
  webhook
}: PhoneOptions): Effect.fn.Return<Webhook | undefined, CliFailure> {
  if (Option.isNone(sip)) {
    return Option.isSome(webhook)
      ? yield* cliFailure("--webhook needs --sip PORT. Only calls of phones are announced to the webhook")
      : undefined
  }
  if (Option.isNone(webhook)) {
    const keys = yield* keysOfEnvironment
    if (keys.length > 0) {
      return yield* cliFailure("--sip needs --webhook URL if ANTIPHON_KEYS is set, since a phone has no key")
    }
    return undefined
  }
  const url = URL.parse(webhook.value)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return yield* cliFailure(`--webhook "${webhook.value}" is not an address: give http://… or https://…`)
  }
  const secret = yield* Effect.orDie(Config.option(Config.Redacted(secretName)))
  const problem = secretProblem(Redacted.value(Option.getOrElse(secret, () => Redacted.make(""))))
  if (Option.isNone(secret) || problem !== undefined) {
    const why = Option.isNone(secret) ? "is not set" : `cannot be used: ${problem}`
    return yield* cliFailure(`${secretName} ${why}. Set it to whsec_ and base64, and give the same to the application`)
  }
  return makeWebhook({ url: url.href, secret: secret.value })
})

/** Listens for phones until the scope ends. Returns the calls for the HTTP handler, or `undefined` without `--sip`. */
export const listenForPhones = Effect.fnUntraced(function* (
  { host, sip }: PhoneOptions,
  announce: Webhook | undefined,
  answering: Answering
): Effect.fn.Return<PhoneCalls | undefined, TransportError, RunningCalls | Scope.Scope> {
  if (Option.isNone(sip)) return undefined
  const phone = yield* makePhoneCalls({ ...answering, ...(announce && { announce }) })
  const listener = yield* listen({ host, port: sip.value })
  yield* Effect.forkScoped(listener.run(phone.ring))
  const { port } = listener.address
  const url = `sip:antiphon@${host.includes(":") ? `[${host}]` : host}:${port}`
  yield* Effect.annotateLogs(Effect.logInfo("phones can call"), { sip: url, webhook: announce !== undefined })
  return phone
})
