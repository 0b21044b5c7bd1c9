/** The upstream of `antiphon gateway`: the local server, an address, or a provider by its name. */
import { gaUpstream, providerUpstream, type Upstream } from "@antiphon/gateway/node"
import { azure, azureVoiceLive, inworld, litellm, localai, openai, qwen, speaches, xai } from "@antiphon/providers"
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import { elsewhere } from "../Answerer.ts"
import type { CliFailure } from "../CliFailure.ts"
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
  readonly provider: Option.Option<(typeof providerNames)[number]>
  readonly model: Option.Option<string>
}

/** Makes the upstream. Without an address or a provider it is the offline server of this process. */
export const upstreamOf = Effect.fnUntraced(function* (
  asked: Asked
): Effect.fn.Return<Upstream, CliFailure, Scope.Scope> {
  const url = Option.getOrUndefined(asked.upstream)
  if (Option.isSome(asked.provider)) {
    const key = Option.getOrUndefined(yield* Effect.orDie(Config.option(Config.Redacted("ANTIPHON_UPSTREAM_KEY"))))
    return providerUpstream(providerOf(asked.provider.value, { url, key, model: Option.getOrUndefined(asked.model) }))
  }
  const answerer =
    url === undefined ? yield* here({ engine: "offline", port: 0, pace: undefined }) : yield* elsewhere(url)
  const base = answerer.url.replace(/\/realtime\/?$/, "")
  return gaUpstream({ base, ...(Option.isSome(answerer.key) ? { key: answerer.key.value } : {}) })
})

interface Common {
  readonly url: string | undefined
  readonly key: Redacted.Redacted<string> | undefined
  readonly model: string | undefined
}

const providerOf = (name: (typeof providerNames)[number], { key, model, url }: Common) => {
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
