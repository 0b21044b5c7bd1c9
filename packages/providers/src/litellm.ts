/** LiteLLM and other gateways that pass GA on, such as Cloudflare's AI Gateway. What the model behind one can do, it can. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import { ga } from "./dialect/ga.ts"
import { makeProvider } from "./makeProvider.ts"
import { address, checkSettings, type CommonSettings, credentialOf, type ProviderKey, secret } from "./settings.ts"

/** Settings of {@link litellm}. */
export interface LitellmSettings extends CommonSettings {
  /** The address of the gateway, e.g. `https://litellm.example/v1`. */
  readonly url: string | undefined
  /** The gateway's own key. A gateway without keys needs none. */
  readonly key?: ProviderKey | undefined
}

export const litellmCapabilities: ProviderCapabilities = {
  textOutput: "unknown",
  tools: "unknown",
  truncation: "unknown",
  retrieval: "unknown",
  transcription: "unknown",
  calls: "unknown",
  clientSecrets: "unknown",
  sideband: "unknown",
  resumption: "no"
}

/** A gateway that passes GA on. */
export const litellm = (settings: LitellmSettings): Provider =>
  makeProvider({
    name: "litellm",
    capabilities: litellmCapabilities,
    settings: checkSettings(settings, { name: "litellm", rules: { url: address, key: secret }, required: ["url"] }),
    model: settings?.model,
    endpoint: () => ({
      base: settings.url ?? "",
      ...(settings.key && { credential: credentialOf("litellm", settings.key) }),
      ...(settings.headers && { headers: settings.headers })
    }),
    begin: () => ({ dialect: ga })
  })
