/** Ranges and lengths, which shapes cannot express (protocol.json, `limits`). Each rule has the path of its field. */
import type { ResponseCreateParams, SessionRequest, Tool } from "@antiphon/core/shapes"
import { invalidValue, type Refusal } from "./Refusal.ts"

/** A rule of one field, and whether its value keeps it. */
interface Rule {
  readonly param: string
  readonly value: unknown
  readonly holds: boolean
  readonly expected: string
}

/** Makes a rule. Absent values keep every rule. */
const rule = <A>(param: string, value: A | null | undefined, holds: (value: A) => boolean, expected: string): Rule => ({
  param,
  value,
  holds: value == null || holds(value),
  expected
})

/** Whether a value lies in a range, with both ends. */
const within =
  (least: number, most: number) =>
  (value: number): boolean =>
    value >= least && value <= most

/** Returns the refusal of the first rule that is broken. */
const broken = (rules: ReadonlyArray<Rule>): Refusal | undefined => {
  const found = rules.find(({ holds }) => !holds)
  return found && invalidValue(found.param, `Invalid value for '${found.param}': expected ${found.expected}.`)
}

/** The rules that responses and sessions have in common. */
const common = (path: string, request: Partial<ResponseCreateParams>): ReadonlyArray<Rule> => [
  rule(
    `${path}.output_modalities`,
    request.output_modalities,
    ({ length }) => length === 1,
    "exactly ['audio'] or ['text']"
  ),
  rule(
    `${path}.max_output_tokens`,
    request.max_output_tokens,
    (value) => typeof value !== "number" || within(1, 4096)(value),
    "an integer from 1 to 4096, or 'inf'"
  ),
  ...format(`${path}.audio.output.format`, request.audio?.output?.format),
  ...(request.tools ?? []).map((tool, index) =>
    rule(`${path}.tools[${index}].name`, tool, isNamed, "a function with a name")
  )
]

/** Whether a function tool has a name. */
const isNamed = (tool: Tool): boolean => tool.type !== "function" || (tool.name ?? "") !== ""

/** PCM has one rate. */
const format = (
  path: string,
  value: { readonly type: string; readonly rate?: number | null } | null | undefined
): ReadonlyArray<Rule> => [rule(`${path}.rate`, value?.rate, (rate) => rate === 24_000, "24000")]

/** Returns what is out of range in `response.create`. */
export const invalidParams = (params: ResponseCreateParams): Refusal | undefined =>
  broken([
    ...common("response", params),
    rule(
      "response.metadata",
      params.metadata,
      (metadata) =>
        Object.keys(metadata).length <= 16 &&
        Object.entries(metadata).every(([key, value]) => key.length <= 64 && value.length <= 512),
      "at most 16 pairs, keys to 64 and values to 512 characters"
    )
  ])

/** Returns what is out of range in `session.update`. */
export const invalidSession = (session: SessionRequest): Refusal | undefined => {
  if (session.type !== "realtime" && session.type !== "transcription") return undefined
  const input = session.audio?.input
  const vad = input?.turn_detection
  const path = "session.audio.input"
  const inputRules: ReadonlyArray<Rule> = [
    ...format(`${path}.format`, input?.format),
    ...(vad?.type === "server_vad"
      ? [
          rule(`${path}.turn_detection.threshold`, vad.threshold, within(0, 1), "a number from 0 to 1"),
          rule(`${path}.turn_detection.prefix_padding_ms`, vad.prefix_padding_ms, within(0, 60_000), "0 or more ms"),
          rule(
            `${path}.turn_detection.silence_duration_ms`,
            vad.silence_duration_ms,
            within(0, 60_000),
            "0 or more ms"
          ),
          rule(`${path}.turn_detection.idle_timeout_ms`, vad.idle_timeout_ms, within(5000, 30_000), "5000 to 30000 ms")
        ]
      : [])
  ]
  if (session.type === "transcription") return broken(inputRules)
  const { output_modalities, max_output_tokens, audio, tools } = session
  return broken([
    ...inputRules,
    rule("session.output_modalities", output_modalities, ({ length }) => length === 1, "exactly ['audio'] or ['text']"),
    rule(
      "session.max_output_tokens",
      max_output_tokens,
      (value) => typeof value !== "number" || within(1, 4096)(value),
      "an integer from 1 to 4096, or 'inf'"
    ),
    ...format("session.audio.output.format", audio?.output?.format),
    rule("session.audio.output.speed", audio?.output?.speed, within(0.25, 1.5), "a number from 0.25 to 1.5"),
    ...(tools ?? []).map((tool, index) => rule(`session.tools[${index}].name`, tool, isNamed, "a function with a name"))
  ])
}
