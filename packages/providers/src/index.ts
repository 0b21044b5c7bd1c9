/**
 * Servers that speak the OpenAI Realtime protocol, or almost. Each provider is a value with an address, a credential, facts
 * and a dialect. What a server does differently is translated into GA and back.
 */
export { azure, azureCapabilities, type AzureSettings } from "./azure.ts"
export { azureVoiceLive, azureVoiceLiveCapabilities, type AzureVoiceLiveSettings } from "./azureVoiceLive.ts"
export { inworld, inworldCapabilities, type InworldSettings } from "./inworld.ts"
export { litellm, litellmCapabilities, type LitellmSettings } from "./litellm.ts"
export { localai, localaiCapabilities, type LocalaiSettings } from "./localai.ts"
export { openai, openaiCapabilities, type OpenaiSettings } from "./openai.ts"
export { qwen, qwenCapabilities, type QwenSettings } from "./qwen.ts"
export { speaches, speachesCapabilities, type SpeachesSettings } from "./speaches.ts"
export { xai, xaiCapabilities, type XaiSettings } from "./xai.ts"
export { connectTo } from "./connect.ts"
export type { CommonSettings, ProviderKey } from "./settings.ts"

// For authors of providers.
export { type Begun, makeProvider, type ProviderParts } from "./makeProvider.ts"
export { checkSettings, credentialOf, type Rule, type SettingRules, type WrongKey } from "./settings.ts"
export { betaDialect, type BetaState, noQuirks, type Quirks } from "./dialect/beta.ts"
export { ga } from "./dialect/ga.ts"
export type { Provider, ProviderCapabilities, ProviderSession } from "@antiphon/core"
