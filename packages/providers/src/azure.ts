/** Azure OpenAI. The GA address speaks GA. A dated preview version speaks the beta at another address. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import { betaDialect, noQuirks } from "./dialect/beta.ts"
import { ga } from "./dialect/ga.ts"
import { makeProvider } from "./makeProvider.ts"
import { openaiCapabilities } from "./openai.ts"
import { azureKey, entraToken, resourceUrl } from "./azureCredential.ts"
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

/** Settings of {@link azure}. Give a resource or a url, and a key or a token. */
export interface AzureSettings extends CommonSettings {
  /** The name of the resource, the first part of `NAME.openai.azure.com`. */
  readonly resource?: string | undefined
  /** The address of the resource, in place of its name. */
  readonly url?: string | undefined
  /** The name of the deployment. It takes the place of the model. */
  readonly deployment?: string | undefined
  /** A key of the resource, or in a page an ephemeral one (`ek_…`). */
  readonly key?: ProviderKey | undefined
  /** An Entra token. */
  readonly token?: ProviderKey | undefined
  /** A dated preview version, e.g. `2025-04-01-preview`, which speaks the beta. Defaults to GA. */
  readonly apiVersion?: string | undefined
  /** Sends the key in the address, as pages must at a preview version. Defaults to false. */
  readonly keyInQuery?: boolean | undefined
}

export const azureCapabilities: ProviderCapabilities = openaiCapabilities

/** A preview version has its ephemeral keys and its calls elsewhere. */
const previewCapabilities: ProviderCapabilities = {
  ...azureCapabilities,
  calls: "no",
  clientSecrets: "no",
  sideband: "no",
  transcription: "unknown"
}

const rules = {
  resource,
  url: address,
  deployment: text("the name of a deployment"),
  key: secret,
  token: secret,
  apiVersion: text("a dated version, e.g. 2025-04-01-preview"),
  keyInQuery: flag
}
const required = [
  ["resource", "url"],
  ["key", "token"]
]

/** Azure OpenAI. */
export const azure = (settings: AzureSettings): Provider => {
  const isPreview = settings?.apiVersion !== undefined
  const common = {
    name: "azure",
    settings: checkSettings(settings, { name: "azure", rules, required }),
    model: settings?.deployment ?? settings?.model
  }
  const credentials = () => {
    const { headers, key, keyInQuery, token } = settings
    return {
      ...(key === undefined ? entraToken("azure", token) : azureKey("azure", key, keyInQuery === true)),
      ...(headers && { headers })
    }
  }
  const origin = () => resourceUrl(settings.url, `${settings.resource}.openai.azure.com`)
  if (!isPreview) {
    return makeProvider({
      ...common,
      capabilities: azureCapabilities,
      endpoint: () => ({ ...credentials(), base: `${origin()}/openai/v1` }),
      begin: () => ({ dialect: ga })
    })
  }
  return makeProvider({
    ...common,
    capabilities: previewCapabilities,
    beta: true,
    endpoint: (kind) => ({
      ...credentials(),
      address: `${origin()}/openai/realtime`,
      query: {
        "api-version": settings.apiVersion ?? "",
        ...("model" in kind && kind.model !== undefined ? { deployment: kind.model } : {}),
        ...(kind._tag === "Transcription" ? { intent: "transcription" } : {})
      }
    }),
    begin: () => ({ dialect: betaDialect(noQuirks) })
  })
}
