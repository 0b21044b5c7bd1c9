/** Qwen-Omni of Alibaba's Model Studio (DashScope). It speaks the beta, with transcripts of its own. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import { betaDialect, type Quirks } from "./dialect/beta.ts"
import { complete, grow, type Transcripts } from "./dialect/cumulative.ts"
import { textAt } from "./dialect/values.ts"
import { makeProvider } from "./makeProvider.ts"
import {
  address,
  checkSettings,
  type CommonSettings,
  credentialOf,
  oneOf,
  type ProviderKey,
  secret
} from "./settings.ts"

/** Settings of {@link qwen}. */
export interface QwenSettings extends CommonSettings {
  /** A key of Model Studio. Each region has keys of its own. */
  readonly key: ProviderKey | undefined
  /** `intl` is Singapore, and `cn` is Beijing. Defaults to `intl`. */
  readonly region?: "intl" | "cn" | undefined
  /** The address up to `/v1`, in place of a region. */
  readonly url?: string | undefined
}

export const qwenCapabilities: ProviderCapabilities = {
  textOutput: "yes",
  tools: "unknown",
  truncation: "no",
  retrieval: "no",
  transcription: "no",
  calls: "no",
  clientSecrets: "no",
  sideband: "no",
  resumption: "no"
}

/**
 * Frame: `{"type":"conversation.item.input_audio_transcription.text","item_id":"i","content_index":0,"text":"","stash":"今天"}`.
 * `text` is what is certain so far, and `stash` is a guess at what follows.
 */
export const qwenQuirks: Quirks<Transcripts> = {
  initial: new Map(),
  incoming: (state, frame, note) => {
    const itemId = textAt(frame, "item_id")
    if (itemId === undefined) return [state, frame]
    if (frame.type === "conversation.item.input_audio_transcription.completed") return [complete(state, itemId), frame]
    if (frame.type !== "conversation.item.input_audio_transcription.text") return [state, frame]
    const { delta, isRevised, transcripts } = grow(state, itemId, textAt(frame, "text") ?? "")
    note(
      ["text"],
      isRevised ? "took back words, which come again when it is complete" : "is all that is certain, and a delta in GA"
    )
    note(["stash"], "is a guess, and left out")
    const { stash: _stash, text: _text, ...rest } = frame
    return [transcripts, { ...rest, type: "conversation.item.input_audio_transcription.delta", delta }]
  }
}

const hosts = { intl: "dashscope-intl.aliyuncs.com", cn: "dashscope.aliyuncs.com" }

/** Qwen-Omni. */
export const qwen = (settings: QwenSettings): Provider =>
  makeProvider({
    name: "qwen",
    capabilities: qwenCapabilities,
    settings: checkSettings(settings, {
      name: "qwen",
      rules: { key: secret, region: oneOf("intl", "cn"), url: address },
      required: ["key"]
    }),
    model: settings?.model,
    endpoint: () => ({
      base: settings.url ?? `wss://${hosts[settings.region ?? "intl"]}/api-ws/v1`,
      credential: credentialOf("qwen", settings.key ?? "", [[/^xai-/, "It is one of xAI. Use xai({ key })"]]),
      isEphemeral: () => false,
      ...(settings.headers && { headers: settings.headers })
    }),
    begin: () => ({ dialect: betaDialect(qwenQuirks) })
  })
