/** LocalAI, a server for models on your own machine. It speaks GA, without the ids of events. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import type { Dialect } from "@antiphon/core/transport"
import { contentToGa } from "./dialect/content.ts"
import { makeProvider } from "./makeProvider.ts"
import { address, checkSettings, type CommonSettings, credentialOf, type ProviderKey, secret } from "./settings.ts"

/** Settings of {@link localai}. */
export interface LocalaiSettings extends CommonSettings {
  /** Defaults to `ws://127.0.0.1:8080/v1`. */
  readonly url?: string | undefined
  /** The server's own key, if it asks for one. */
  readonly key?: ProviderKey | undefined
}

export const localaiCapabilities: ProviderCapabilities = {
  textOutput: "yes",
  tools: "yes",
  // It forgets all words of the part, not only those that were not heard.
  truncation: "yes",
  retrieval: "yes",
  transcription: "yes",
  calls: "yes",
  clientSecrets: "no",
  sideband: "no",
  resumption: "no"
}

/** Frame: `{"type":"response.output_audio.delta","response_id":"r","item_id":"i",…}` without `event_id`, which GA's decoder takes. */
export const localaiDialect: Dialect<undefined> = {
  initial: undefined,
  incoming: (state, frame, note) => [state, [contentToGa(frame, note)]],
  outgoing: (state, event) => [state, { frames: [event] }]
}

/** LocalAI. */
export const localai = (settings: LocalaiSettings = {}): Provider =>
  makeProvider({
    name: "localai",
    capabilities: localaiCapabilities,
    settings: checkSettings(settings, { name: "localai", rules: { url: address, key: secret } }),
    model: settings?.model,
    endpoint: () => ({
      base: settings.url ?? "ws://127.0.0.1:8080/v1",
      ...(settings.key && { credential: credentialOf("localai", settings.key) }),
      ...(settings.headers && { headers: settings.headers })
    }),
    begin: () => ({ dialect: localaiDialect })
  })
