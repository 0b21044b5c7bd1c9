/** Speaches, a server for models on your own machine. It speaks the beta, and its audio is always PCM16. */
import type { Provider, ProviderCapabilities } from "@antiphon/core"
import { betaDialect, type Quirks } from "./dialect/beta.ts"
import { fieldsAt, isFields, withFields, without } from "./dialect/values.ts"
import { makeProvider } from "./makeProvider.ts"
import { address, checkSettings, type CommonSettings, credentialOf, type ProviderKey, secret } from "./settings.ts"

/** Settings of {@link speaches}. */
export interface SpeachesSettings extends CommonSettings {
  /** Defaults to `ws://127.0.0.1:8000/v1`. */
  readonly url?: string | undefined
  /** The server's own key, if it asks for one. */
  readonly key?: ProviderKey | undefined
}

export const speachesCapabilities: ProviderCapabilities = {
  textOutput: "yes",
  tools: "yes",
  truncation: "yes",
  retrieval: "no",
  transcription: "yes",
  calls: "no",
  clientSecrets: "no",
  sideband: "no",
  resumption: "no"
}

/** The server answers `session.update` with an error for each of these, and applies the rest. */
export const speachesQuirks: Quirks<undefined> = {
  initial: undefined,
  outgoing: (frame, note) => {
    if (frame.type !== "session.update") return frame
    const session = fieldsAt(frame, "session")
    const formats = ["input_audio_format", "output_audio_format"].filter((key) => session[key] === "pcm16")
    for (const key of formats) note(["session", key], "is the only format, and cannot be set")
    const turns = session["turn_detection"]
    if (!isFields(turns) || turns["prefix_padding_ms"] === undefined) {
      return formats.length === 0 ? frame : withFields(frame, { session: without(session, ...formats) })
    }
    note(["session", "turn_detection", "prefix_padding_ms"], "cannot be set")
    return withFields(frame, {
      session: { ...without(session, ...formats), turn_detection: without(turns, "prefix_padding_ms") }
    })
  }
}

/** Speaches. */
export const speaches = (settings: SpeachesSettings = {}): Provider =>
  makeProvider({
    name: "speaches",
    capabilities: speachesCapabilities,
    settings: checkSettings(settings, { name: "speaches", rules: { url: address, key: secret } }),
    model: settings?.model,
    endpoint: () => ({
      base: settings.url ?? "ws://127.0.0.1:8000/v1",
      ...(settings.key && { credential: credentialOf("speaches", settings.key) }),
      ...(settings.headers && { headers: settings.headers })
    }),
    begin: () => ({ dialect: betaDialect(speachesQuirks) })
  })
