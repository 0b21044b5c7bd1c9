/**
 * Local stand-ins for the providers. Each is a server's GA session, seen through the provider's dialect in reverse. `antiphon
 * serve --as xai` serves one. They are made of frames that were recorded and of the vendors' documentation.
 */
import type { Dialect, Frame } from "@antiphon/core/transport"
import { ga } from "../dialect/ga.ts"
import { fieldsAt, textAt, withFields } from "../dialect/values.ts"
import { betaDouble } from "./beta.ts"
import { makeConversations } from "./conversations.ts"
import { type Double, makeDouble } from "./Double.ts"
import { drop, withBetaContent, withoutMetadata } from "./quirks.ts"
import { xaiDouble } from "./xai.ts"

export type { Double } from "./Double.ts"

/** The names of the doubles, which are those of the providers. */
export const doubleNames = [
  "openai",
  "azure",
  "azureVoiceLive",
  "xai",
  "qwen",
  "inworld",
  "localai",
  "speaches",
  "litellm"
] as const
export type DoubleName = (typeof doubleNames)[number]

/** Makes the double of a provider. It remembers what the provider would remember between connections. */
export const makeDoubleOf = (name: DoubleName): Double => {
  switch (name) {
    case "openai":
    case "azure":
    case "litellm":
      return makeDouble({ name, begin: () => ga })
    case "azureVoiceLive":
      return makeDouble({ name, path: "/voice-live/realtime", begin: () => betaDouble(voiceLive) })
    case "xai": {
      const conversations = makeConversations()
      return makeDouble({ name, begin: ({ query }) => xaiDouble(conversations, query["conversation_id"]) })
    }
    case "qwen":
      return makeDouble({ name, path: "/api-ws/v1/realtime", begin: () => betaDouble(qwen) })
    case "inworld":
      return makeDouble({ name, path: "/api/v1/realtime/session", model: "inworld", begin: () => inworld })
    case "localai":
      return makeDouble({ name, begin: () => localai })
    case "speaches":
      return makeDouble({ name, begin: () => betaDouble(speaches) })
  }
}

/** Voices are objects in both directions. */
const voiceLive = {
  initial: undefined,
  incoming: (frame: Frame): Frame => {
    const session = fieldsAt(frame, "session")
    const name = textAt(session["voice"], "name")
    return name === undefined ? frame : withFields(frame, { session: { ...session, voice: name } })
  },
  outgoing: (state: undefined, frame: Frame): readonly [undefined, Frame] => {
    for (const place of ["session", "response"]) {
      const settings = fieldsAt(frame, place)
      const { voice } = settings
      if (typeof voice === "string") {
        const type = /^[a-z]{2,3}-[A-Z]/.test(voice) ? "azure-standard" : "openai"
        return [state, withFields(frame, { [place]: { ...settings, voice: { type, name: voice } } })]
      }
    }
    return [state, frame]
  }
}

/** Transcripts have what is certain and a guess. What it does not know it ignores. */
const qwen = {
  initial: new Map<string, string>(),
  incoming: (frame: Frame): Frame | undefined =>
    frame.type === "conversation.item.truncate" || frame.type === "conversation.item.retrieve" ? undefined : frame,
  outgoing: (state: Map<string, string>, frame: Frame): readonly [Map<string, string>, Frame] => {
    if (frame.type !== "conversation.item.input_audio_transcription.delta") return [state, frame]
    const itemId = textAt(frame, "item_id") ?? ""
    const text = (state.get(itemId) ?? "") + (textAt(frame, "delta") ?? "")
    return [
      new Map(state).set(itemId, text),
      {
        ...drop(frame, "delta"),
        type: "conversation.item.input_audio_transcription.text",
        text,
        stash: "…",
        language: "en"
      }
    ]
  }
}

const inworld: Dialect<undefined> = {
  initial: undefined,
  incoming: (state, frame) => [state, [frame]],
  outgoing: (state, event) => [state, { frames: [withBetaContent(event)] }]
}

/** No event has an id but errors, and nothing of the client's metadata comes back. */
const localai: Dialect<undefined> = {
  initial: undefined,
  incoming: (state, frame) => [state, [frame]],
  outgoing: (state, event) => [
    state,
    { frames: [withoutMetadata(event.type === "error" ? event : drop(event, "event_id"))] }
  ]
}

const speaches = {
  initial: undefined,
  incoming: (frame: Frame): Frame | undefined => (frame.type === "conversation.item.retrieve" ? undefined : frame),
  outgoing: (state: undefined, frame: Frame): readonly [undefined, Frame] => [state, withoutMetadata(frame)]
}
