/** The two kinds of credentials that services of Azure take. */
import type { Endpoint } from "@antiphon/core"
import * as Redacted from "effect/Redacted"
import { credentialOf, type ProviderKey } from "./settings.ts"

type Credentials = Pick<Endpoint.EndpointOptions, "authorization" | "credential" | "subprotocols">

/** A key of a resource. It goes into `api-key`, or into the address. An ephemeral key goes where OpenAI has it. */
export const azureKey = (name: string, key: ProviderKey, inQuery: boolean): Credentials => ({
  credential: credentialOf(name, key, [
    [/^eyJ/, "It is an Entra token. Pass it as token"],
    [/^sk-/, "It is one of OpenAI. Use openai({ key })"]
  ]),
  ...(inQuery
    ? { authorization: "query" as const }
    : {
        authorization: headerOf,
        subprotocols: (secretKey: Redacted.Redacted<string> | undefined) =>
          secretKey === undefined ? ["realtime"] : ["realtime", `openai-insecure-api-key.${Redacted.value(secretKey)}`]
      })
})

const headerOf = (key: Redacted.Redacted<string>): Readonly<Record<string, string>> =>
  Redacted.value(key).startsWith("ek_")
    ? { Authorization: `Bearer ${Redacted.value(key)}` }
    : { "api-key": Redacted.value(key) }

/** An Entra token. */
export const entraToken = (name: string, token: ProviderKey | undefined): Credentials => ({
  ...(token === undefined
    ? {}
    : {
        credential: credentialOf(name, token, [
          [/^[0-9a-f]{32}$/i, "It is a key of a resource. Pass it as key"],
          [/^sk-/, "It is one of OpenAI. Use openai({ key })"]
        ])
      }),
  authorization: "bearer"
})

/** The origin of a resource, without a path. */
export const resourceUrl = (url: string | undefined, host: string): string =>
  url === undefined ? `wss://${host}` : url.replace(/\/+$/, "")
