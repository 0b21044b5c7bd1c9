/** Inworld. It speaks GA at an address of its own, and the model is a setting of the session. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import type { Dialect } from "@antiphon/core/transport"
import { contentToGa } from "./dialect/content.ts"
import { fieldsAt, withFields } from "./dialect/values.ts"
import { makeProvider } from "./makeProvider.ts"
import {
  address,
  checkSettings,
  type CommonSettings,
  credentialOf,
  type ProviderKey,
  secret,
  text
} from "./settings.ts"

/** Settings of {@link inworld}. Give a key or a token. */
export interface InworldSettings extends CommonSettings {
  /** A key of the portal, which is encoded already. */
  readonly key?: ProviderKey | undefined
  /** A JWT that your server minted. */
  readonly token?: ProviderKey | undefined
  /** The id of the session, from your application. Defaults to a random one for each connection. */
  readonly sessionId?: string | undefined
  /** Defaults to `wss://api.inworld.ai`. */
  readonly url?: string | undefined
}

export const inworldCapabilities: ProviderCapabilities = {
  textOutput: "yes",
  tools: "yes",
  truncation: "unknown",
  retrieval: "unknown",
  transcription: "no",
  // There are calls at another address, with a form of their own.
  calls: "no",
  clientSecrets: "no",
  sideband: "no",
  resumption: "no"
}

/** The model goes with every `session.update` that names none, since the address has no place for it. */
export const inworldDialect = (model: string | undefined): Dialect<undefined> => ({
  initial: undefined,
  incoming: (state, frame, note) => [state, [contentToGa(frame, note)]],
  outgoing: (state, event) => {
    const session = fieldsAt(event, "session")
    if (event.type !== "session.update" || model === undefined || session["model"] !== undefined) {
      return [state, { frames: [event] }]
    }
    return [state, { frames: [withFields(event, { session: { ...session, model } })] }]
  }
})

/** Inworld. */
export const inworld = (settings: InworldSettings): Provider =>
  makeProvider({
    name: "inworld",
    capabilities: inworldCapabilities,
    needsModel: false,
    settings: checkSettings(settings, {
      name: "inworld",
      rules: { key: secret, token: secret, sessionId: text("the id of the session"), url: address },
      required: [["key", "token"]]
    }),
    model: settings?.model,
    endpoint: () => {
      const { headers, key, sessionId = crypto.randomUUID(), token, url = "wss://api.inworld.ai" } = settings
      return {
        address: `${url.replace(/\/+$/, "")}/api/v1/realtime/session`,
        query: { key: sessionId, protocol: "realtime" },
        ...(key !== undefined && {
          credential: credentialOf("inworld", key, [[/^eyJ/, "It is a JWT. Pass it as token"]]),
          authorization: "basic" as const
        }),
        ...(token !== undefined && { credential: credentialOf("inworld", token) }),
        isEphemeral: () => key === undefined,
        ...(headers && { headers })
      }
    },
    begin: (model) => ({ dialect: inworldDialect(model) })
  })
