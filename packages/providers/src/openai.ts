/** OpenAI's own service, and every server that speaks GA at an address of its own. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import { ga } from "./dialect/ga.ts"
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

/** Settings of {@link openai}. */
export interface OpenaiSettings extends CommonSettings {
  /** An API key, or in a page an ephemeral one (`ek_…`). */
  readonly key: ProviderKey | undefined
  /** Defaults to `wss://api.openai.com/v1`. */
  readonly url?: string | undefined
  /** The organization that pays. */
  readonly organization?: string | undefined
  /** The project that pays. */
  readonly project?: string | undefined
  /** A stable hash of the user. A page sends none, so set it where the key is minted. */
  readonly safetyIdentifier?: string | undefined
}

export const openaiCapabilities: ProviderCapabilities = {
  textOutput: "yes",
  tools: "yes",
  truncation: "yes",
  retrieval: "yes",
  transcription: "yes",
  calls: "yes",
  clientSecrets: "yes",
  sideband: "yes",
  resumption: "no"
}

const rules = {
  key: secret,
  url: address,
  organization: text("the id of the organization (org-…)"),
  project: text("the id of the project (proj_…)"),
  safetyIdentifier: text("a stable hash of the user")
}

/** OpenAI. Speaks GA. */
export const openai = (settings: OpenaiSettings): Provider =>
  makeProvider({
    name: "openai",
    capabilities: openaiCapabilities,
    settings: checkSettings(settings, { name: "openai", rules, required: ["key"] }),
    model: settings?.model,
    endpoint: () => {
      const { headers, key, organization, project, safetyIdentifier, url } = settings
      return {
        base: url ?? "wss://api.openai.com/v1",
        credential: credentialOf("openai", key ?? "", [[/^xai-/, "It is one of xAI. Use xai({ key })"]]),
        ...(headers && { headers }),
        ...(organization && { organization }),
        ...(project && { project }),
        ...(safetyIdentifier && { safetyIdentifier })
      }
    },
    begin: () => ({ dialect: ga })
  })
