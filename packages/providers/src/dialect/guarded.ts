/** Refuses what a provider cannot do, so that no caller waits for an answer that never comes. */
import type { ProviderCapabilities } from "@antiphon/core"
import type { Dialect, DialectRefusal, Frame } from "@antiphon/core/transport"
import { fieldsAt, listAt } from "./values.ts"

/** A dialect that refuses what the facts deny, before the event is translated. */
export const guarded = <S>(name: string, capabilities: ProviderCapabilities, dialect: Dialect<S>): Dialect<S> => ({
  ...dialect,
  outgoing: (state, event, note) => {
    const refusal = refusalOf(name, capabilities, event)
    return refusal === undefined ? dialect.outgoing(state, event, note) : [state, { frames: [], refusal }]
  }
})

const refusalOf = (
  name: string,
  { retrieval, textOutput, tools, truncation }: ProviderCapabilities,
  event: Frame
): DialectRefusal | undefined => {
  switch (event.type) {
    case "conversation.item.truncate":
      return truncation === "no"
        ? {
            message: `${name} cannot truncate an item. The model keeps what was not heard, so say it in the next turn if that matters.`
          }
        : undefined
    case "conversation.item.retrieve":
      return retrieval === "no"
        ? { message: `${name} cannot retrieve an item. Keep what the events say of it.` }
        : undefined
    case "session.update":
      return settingsRefusal("session", fieldsAt(event, "session"), textOutput, tools, name)
    case "response.create":
      return settingsRefusal("response", fieldsAt(event, "response"), textOutput, tools, name)
    default:
      return undefined
  }
}

// oxlint-disable-next-line eslint/max-params -- the facts are two values of one kind
const settingsRefusal = (
  place: "session" | "response",
  settings: Readonly<Record<string, unknown>>,
  textOutput: ProviderCapabilities["textOutput"],
  tools: ProviderCapabilities["tools"],
  name: string
): DialectRefusal | undefined => {
  const modalities = listAt(settings, "output_modalities")
  if (textOutput === "no" && modalities.length > 0 && !modalities.includes("audio")) {
    return {
      message: `${name} always answers in audio. Leave output_modalities out, and read the transcript of the audio.`,
      param: `${place}.output_modalities`
    }
  }
  return tools === "no" && listAt(settings, "tools").length > 0
    ? { message: `${name} calls no tools. Leave tools out.`, param: `${place}.tools` }
    : undefined
}
