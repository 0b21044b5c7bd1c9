/** One recipe for each provider. */
import * as Providers from "@antiphon/providers"

const { env } = process

// #region openai
export const openai = Providers.openai({
  key: env["OPENAI_API_KEY"],
  model: "gpt-realtime",
  safetyIdentifier: "a stable hash of the user"
})
// #endregion

// #region azure
export const azure = Providers.azure({
  resource: "my-resource",
  key: env["AZURE_OPENAI_API_KEY"],
  deployment: "my-deployment"
})
// #endregion

// #region azureVoiceLive
export const azureVoiceLive = Providers.azureVoiceLive({
  resource: "my-foundry-resource",
  key: env["AZURE_VOICE_LIVE_API_KEY"],
  model: "gpt-realtime"
})
// #endregion

// #region xai
export const xai = Providers.xai({ key: env["XAI_API_KEY"], model: "grok-voice-latest" })
// #endregion

// #region qwen
export const qwen = Providers.qwen({
  key: env["DASHSCOPE_API_KEY"],
  region: "intl",
  model: "qwen3-omni-flash-realtime"
})
// #endregion

// #region inworld
export const inworld = Providers.inworld({ key: env["INWORLD_API_KEY"], model: "openai/gpt-4o-mini" })
// #endregion

// #region localai
export const localai = Providers.localai({ url: "ws://127.0.0.1:8080/v1", model: "gpt-realtime" })
// #endregion

// #region speaches
export const speaches = Providers.speaches({ url: "ws://127.0.0.1:8000/v1", model: "my-chat-model" })
// #endregion

// #region litellm
export const litellm = Providers.litellm({
  url: "https://litellm.example/v1",
  key: env["LITELLM_API_KEY"],
  model: "openai/gpt-realtime"
})
// #endregion
