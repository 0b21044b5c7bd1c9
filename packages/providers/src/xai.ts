/** xAI's Grok voice. It has GA's names, with a flat session, transcripts of its own and usage beside the response. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import * as Redacted from "effect/Redacted"
import { makeProvider } from "./makeProvider.ts"
import {
  address,
  checkSettings,
  type CommonSettings,
  credentialOf,
  flag,
  type ProviderKey,
  secret
} from "./settings.ts"
import { makeMemory } from "./xaiMemory.ts"
import { xaiDialect } from "./xaiDialect.ts"

/** Settings of {@link xai}. Give a key, or in a page a client secret. */
export interface XaiSettings extends CommonSettings {
  /** An API key (`xai-…`), which stays on your server. */
  readonly key?: ProviderKey | undefined
  /** An ephemeral key from `createClientSecret`, for pages. It lives at most 3600 s. */
  readonly clientSecret?: ProviderKey | undefined
  /**
   * Whether a connection that follows a loss continues the conversation of the server, with all that was said. Defaults
   * to true. Otherwise the client replays it.
   */
  readonly resumption?: boolean | undefined
  /** Defaults to `wss://api.x.ai/v1`. */
  readonly url?: string | undefined
}

export const xaiCapabilities: ProviderCapabilities = {
  textOutput: "no",
  tools: "yes",
  truncation: "unknown",
  retrieval: "unknown",
  transcription: "no",
  calls: "no",
  clientSecrets: "yes",
  sideband: "no",
  resumption: "yes"
}

const rules = { key: secret, clientSecret: secret, resumption: flag, url: address }

/** xAI. */
export const xai = (settings: XaiSettings): Provider =>
  makeProvider({
    name: "xai",
    capabilities: xaiCapabilities,
    settings: checkSettings(settings, { name: "xai", rules, required: [["key", "clientSecret"]] }),
    // An unknown model becomes the default without a word, and the greeting then has an issue.
    model: settings?.model ?? "grok-voice-latest",
    endpoint: () => {
      const { clientSecret, headers, key, url } = settings
      return {
        base: url ?? "wss://api.x.ai/v1",
        credential: credentialOf("xai", key ?? clientSecret ?? "", [
          [/^(sk-|ek_)/, "It is one of OpenAI. Use openai({ key })"],
          ...(key === undefined
            ? ([[/^xai-(?!.*secret)/, "It is an API key. Pass it as key, on your server"]] as const)
            : [])
        ]),
        isEphemeral: () => key === undefined,
        subprotocols: (secretKey) =>
          secretKey === undefined ? ["realtime"] : ["realtime", `xai-client-secret.${Redacted.value(secretKey)}`],
        ...(headers && { headers })
      }
    },
    begin: (model) => {
      const memory = makeMemory(settings.resumption !== false)
      return { dialect: xaiDialect(model, memory), query: memory.query }
    }
  })
