/**
 * Checks of arguments, for people who write JavaScript. A secret that is missing would refuse every call. The error begins at
 * the caller's line, and quotes no text.
 */
import { isOptions, isText, optionsProblem, refuseArgument, type Rule, type Rules } from "@antiphon/core/boundary"

type Called = (...args: never) => unknown

export const text = (wanted: string): Rule => [isText, wanted]
export const oneOf = (...values: ReadonlyArray<string>): Rule => [
  (value) => values.includes(String(value)),
  values.join(" or ")
]

const address: Rule = [
  (value) => /^https?:$/u.test(URL.parse(String(value))?.protocol ?? ""),
  "an http or https address"
]

/** The rules of the options that most carriers have. */
export const carrierRules: Rules = {
  publicUrl: [
    (value) => typeof value === "string" && /^wss?:\/\//u.test(value),
    "the address of the stream as the carrier dials it, wss://…"
  ],
  webhookUrl: address,
  apiUrl: address
}

/** An object of texts that are all needed, e.g. the credentials of an API. */
export const allTexts = (...names: ReadonlyArray<string>): Rule => [
  (value) => isOptions(value) && names.every((name) => isText(value[name])),
  `{ ${names.join(", ")} }`
]

/** What a carrier takes. */
export interface CarrierOptions {
  readonly name: string
  readonly rules: Rules
  readonly required: ReadonlyArray<string>
}

/** Refuses options of a carrier. */
export const checkCarrier = (called: Called, options: unknown, { name, required, rules }: CarrierOptions): void =>
  refuseArgument(called, optionsProblem(name, options, rules, required))
