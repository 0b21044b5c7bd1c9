/** Checks settings against the schemas of the protocol. Gives the request, or a message for each wrong field. */
import { ClientEvent, formatPath, type ProtocolIssue } from "@antiphon/core"
import type { SessionRequest } from "@antiphon/core/shapes"
import * as Result from "effect/Result"
import { outOfRange } from "./ranges.ts"
import { type Field, fields, type Settings } from "./Settings.ts"

/** The messages by field. */
export type Messages = Readonly<Partial<Record<Field, string>>>

/** The result of a check. */
export type Checked =
  | { readonly _tag: "Valid"; readonly session: SessionRequest }
  | { readonly _tag: "Invalid"; readonly messages: Messages }

/** Where each field stands in `session.update`, the longer paths first. */
const places: ReadonlyArray<readonly [path: string, field: Field]> = [
  ["session.audio.input.turn_detection.threshold", "threshold"],
  ["session.audio.input.turn_detection.prefix_padding_ms", "prefixPadding"],
  ["session.audio.input.turn_detection.silence_duration_ms", "silence"],
  ["session.audio.input.turn_detection.idle_timeout_ms", "idleTimeout"],
  ["session.audio.input.turn_detection.eagerness", "eagerness"],
  ["session.audio.input.turn_detection.create_response", "answers"],
  ["session.audio.input.turn_detection.interrupt_response", "interrupts"],
  ["session.audio.input.turn_detection", "detection"],
  ["session.audio.input.transcription", "transcription"],
  ["session.audio.input.noise_reduction", "noise"],
  ["session.audio.output.voice", "voice"],
  ["session.audio.output.speed", "speed"],
  ["session.output_modalities", "outputs"],
  ["session.max_output_tokens", "maxTokens"],
  ["session.instructions", "instructions"],
  ["session.tools", "tools"]
]

/** The field that a path of the protocol belongs to, such as a server's `error.param`. */
export const fieldAt = (path: string): Field | undefined => places.find(([place]) => path.startsWith(place))?.[1]

/** Checks settings as the server's own first check would. */
export const checkSettings = (settings: Settings): Checked => {
  const tools = parseTools(settings.tools)
  if (Result.isFailure(tools)) return { _tag: "Invalid", messages: { tools: tools.failure } }
  const beyond = Object.fromEntries(
    fields.flatMap((field) => {
      const message = outOfRange(field, String(settings[field]))
      return message === undefined ? [] : [[field, message]]
    })
  )
  const candidate = { type: "session.update", session: requestOf(settings, tools.success) }
  return Result.match(ClientEvent.validate(candidate), {
    onSuccess: (event) =>
      event.type === "session.update" && Object.keys(beyond).length === 0
        ? { _tag: "Valid", session: event.session }
        : { _tag: "Invalid", messages: beyond },
    onFailure: ({ issues }) => ({ _tag: "Invalid", messages: { ...beyond, ...beside(issues) } })
  })
}

/** Puts each issue beside its field. */
const beside = (issues: ReadonlyArray<ProtocolIssue>): Messages => {
  const messages: Partial<Record<Field, string>> = {}
  for (const { message, path } of issues) {
    const place = formatPath(path)
    const field = fieldAt(place) ?? "tools"
    const within = field === "tools" ? `${place.replace(/^session\./, "")} ` : ""
    messages[field] = [messages[field], `${within}${message}`].filter(Boolean).join("\n")
  }
  return messages
}

/** Reads the functions as JSON. */
const parseTools = (text: string): Result.Result<unknown, string> => {
  if (text.trim() === "") return Result.succeed([])
  return Result.try({
    try: (): unknown => JSON.parse(text),
    catch: (cause) => `This is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`
  })
}

/** A typed number. Other text is passed on, so that the schema refuses it. An empty field gives nothing. */
const number = (key: string, typed: string): object => {
  const text = typed.trim()
  if (text === "") return {}
  const value = Number(text)
  return { [key]: Number.isFinite(value) ? value : text }
}

/** The request that the settings make. */
const requestOf = (settings: Settings, tools: unknown): unknown => ({
  type: "realtime",
  output_modalities: [settings.outputs],
  instructions: settings.instructions,
  ...number("max_output_tokens", settings.maxTokens),
  tools,
  audio: {
    input: {
      turn_detection: detectionOf(settings),
      transcription: settings.transcription === "" ? null : { model: settings.transcription },
      noise_reduction: settings.noise === "" ? null : { type: settings.noise }
    },
    output: {
      ...(settings.voice.trim() === "" ? {} : { voice: settings.voice.trim() }),
      ...number("speed", settings.speed)
    }
  }
})

/** The turn detection that the settings make. */
const detectionOf = (settings: Settings): unknown => {
  if (settings.detection === "none") return null
  const both = { create_response: settings.answers, interrupt_response: settings.interrupts }
  if (settings.detection === "semantic_vad") return { type: "semantic_vad", eagerness: settings.eagerness, ...both }
  return {
    type: "server_vad",
    ...number("threshold", settings.threshold),
    ...number("prefix_padding_ms", settings.prefixPadding),
    ...number("silence_duration_ms", settings.silence),
    ...number("idle_timeout_ms", settings.idleTimeout),
    ...both
  }
}
