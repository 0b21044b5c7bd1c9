/** The upstream of `antiphon gateway`: the local server, an address, or a provider by its name. */
import { gaUpstream, providerUpstream, type Upstream } from "@antiphon/gateway/node"
import { usableKey } from "@antiphon/core/transport"
import {
  azure,
  azureVoiceLive,
  inworld,
  litellm,
  localai,
  openai,
  type Provider,
  qwen,
  speaches,
  xai
} from "@antiphon/providers"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { elsewhere } from "../Answerer.ts"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import { here } from "../demo/localServer.ts"

/** The values of `--provider`. */
export const providerNames = [
  "openai",
  "azure",
  "azure-voice-live",
  "inworld",
  "litellm",
  "localai",
  "qwen",
  "speaches",
  "xai"
] as const

interface Asked {
  readonly upstream: Option.Option<string>
  readonly provider: Option.Option<ProviderName>
  readonly model: Option.Option<string>
}

/** Makes the upstream. Without an address or a provider it is the offline server of this process. */
export const upstreamOf = Effect.fnUntraced(function* (
  asked: Asked
): Effect.fn.Return<Upstream, CliFailure, Scope.Scope> {
  const [model, url] = [Option.getOrUndefined(asked.model), Option.getOrUndefined(asked.upstream)]
  if (Option.isSome(asked.provider)) {
    const key = Option.getOrUndefined(yield* Effect.orDie(Config.option(Config.Redacted("ANTIPHON_UPSTREAM_KEY"))))
    return providerUpstream(yield* checked(asked.provider.value, { url, key, model }))
  }
  const answerer =
    url === undefined ? yield* here({ engine: "offline", port: 0, pace: undefined }) : yield* elsewhere(url)
  const base = answerer.url.replace(/\/realtime\/?$/, "")
  const upstream = gaUpstream({ base, ...(Option.isSome(answerer.key) ? { key: answerer.key.value } : {}) })
  return model === undefined
    ? upstream
    : { ...upstream, dial: (ask) => upstream.dial({ ...ask, model: ask.model ?? model }) }
})

type ProviderName = (typeof providerNames)[number]

const needKey: ReadonlySet<ProviderName> = new Set(["openai", "azure", "azure-voice-live", "inworld", "qwen", "xai"])
const needAddress: ReadonlySet<ProviderName> = new Set(["azure", "azure-voice-live", "litellm"])

/** A client can name the model. Everything else has to be there at the start. */
const checked = Effect.fnUntraced(function* (
  name: ProviderName,
  given: Common
): Effect.fn.Return<Provider, CliFailure> {
  if (given.key === undefined && needKey.has(name))
    return yield* cliFailure(`--provider ${name} needs its key: set ANTIPHON_UPSTREAM_KEY`)
  if (given.url === undefined && needAddress.has(name))
    return yield* cliFailure(`--provider ${name} needs its address: give --upstream WSS-URL`)
  const provider = providerOf(name, given)
  const endpoint = Effect.fromResult(provider.session().endpoint({ _tag: "Conversation", model: "any" }))
  yield* Effect.mapError(Effect.flatMap(endpoint, usableKey), ({ message }) =>
    cliFailure(`--provider ${name} cannot be used: ${message}`)
  )
  return provider
})

interface Common {
  readonly url: string | undefined
  readonly key: Redacted.Redacted<string> | undefined
  readonly model: string | undefined
}

const providerOf = (name: ProviderName, { key, model, url }: Common) => {
  switch (name) {
    case "openai":
      return openai({ key, url, model })
    case "azure":
      return azure({ key, url, deployment: model })
    case "azure-voice-live":
      return azureVoiceLive({ key, url, model })
    case "inworld":
      return inworld({ key, url, model })
    case "litellm":
      return litellm({ key, url, model })
    case "localai":
      return localai({ key, url, model })
    case "qwen":
      return qwen({ key, url, model })
    case "speaches":
      return speaches({ key, url, model })
    case "xai":
      return xai({ key, url, model })
  }
}
