/**
 * Azure Voice Live. It speaks the beta with additions. Its voices are objects. It has events of its own for avatars, visemes
 * and word timestamps, which stay unknown events.
 */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import type { Frame, Note } from "@antiphon/core/transport"
import { azureKey, entraToken, resourceUrl } from "./azureCredential.ts"
import { betaDialect, type Quirks } from "./dialect/beta.ts"
import { fieldsAt, isFields, withFields } from "./dialect/values.ts"
import { makeProvider } from "./makeProvider.ts"
import {
  address,
  checkSettings,
  type CommonSettings,
  flag,
  type ProviderKey,
  resource,
  secret,
  text
} from "./settings.ts"

/** Settings of {@link azureVoiceLive}. Give a resource or a url, and a key or a token. */
export interface AzureVoiceLiveSettings extends CommonSettings {
  /** The name of the Foundry resource, the first part of `NAME.services.ai.azure.com`. */
  readonly resource?: string | undefined
  /** The address of the resource, in place of its name. */
  readonly url?: string | undefined
  /** A key of the resource. */
  readonly key?: ProviderKey | undefined
  /** An Entra token. */
  readonly token?: ProviderKey | undefined
  /** Defaults to `2026-07-15`. */
  readonly apiVersion?: string | undefined
  /** Sends the key in the address, as pages must. Defaults to false. */
  readonly keyInQuery?: boolean | undefined
}

export const azureVoiceLiveCapabilities: ProviderCapabilities = {
  textOutput: "yes",
  tools: "yes",
  truncation: "yes",
  retrieval: "yes",
  transcription: "no",
  calls: "no",
  clientSecrets: "no",
  sideband: "no",
  resumption: "no"
}

/** Names of Azure's own voices begin with a language, e.g. `en-US-AvaNeural`. */
const azureVoice = /^[a-z]{2,3}-[A-Z]/

/**
 * Frame: `{"type":"session.created","session":{"voice":{"name":"alloy","type":"openai"},…}}`. GA names a voice by its name
 * alone, or by the id of a custom one.
 */
export const voiceLiveQuirks: Quirks<undefined> = {
  initial: undefined,
  incoming: (state, frame, note) => [state, named(frame, note)],
  outgoing: (frame) => {
    for (const place of ["session", "response"]) {
      const settings = fieldsAt(frame, place)
      const voice = settings["voice"]
      if (typeof voice === "string" && azureVoice.test(voice)) {
        return withFields(frame, { [place]: { ...settings, voice: { type: "azure-standard", name: voice } } })
      }
    }
    return frame
  }
}

const named = (frame: Frame, note: Note): Frame => {
  for (const place of ["session", "response"]) {
    const settings = fieldsAt(frame, place)
    const { voice } = settings
    if (isFields(voice) && typeof voice["name"] === "string") {
      note([place, "voice"], "is an object, and a name in GA")
      return withFields(frame, { [place]: { ...settings, voice: voice["name"] } })
    }
  }
  return frame
}

const rules = {
  resource,
  url: address,
  key: secret,
  token: secret,
  apiVersion: text("a version, e.g. 2026-07-15"),
  keyInQuery: flag
}
const required = [
  ["resource", "url"],
  ["key", "token"]
]

/** Azure Voice Live. */
export const azureVoiceLive = (settings: AzureVoiceLiveSettings): Provider =>
  makeProvider({
    name: "azureVoiceLive",
    capabilities: azureVoiceLiveCapabilities,
    settings: checkSettings(settings, { name: "azureVoiceLive", rules, required }),
    model: settings?.model,
    endpoint: (kind) => {
      const { apiVersion = "2026-07-15", headers, key, keyInQuery, token, url } = settings
      return {
        ...(key === undefined
          ? entraToken("azureVoiceLive", token)
          : azureKey("azureVoiceLive", key, keyInQuery === true)),
        // A page may hold no key of a resource, since none is ephemeral here. An Entra token of the user is.
        isEphemeral: () => key === undefined,
        address: `${resourceUrl(url, `${settings.resource}.services.ai.azure.com`)}/voice-live/realtime`,
        query: {
          "api-version": apiVersion,
          ...("model" in kind && kind.model !== undefined ? { model: kind.model } : {})
        },
        ...(headers && { headers })
      }
    },
    begin: () => ({ dialect: betaDialect(voiceLiveQuirks) })
  })
