/** What a session cost, in tokens by modality. Every token is counted once, and every sum adds up. */
import { isObject, kindOf, throwArgument } from "@antiphon/core/boundary"
import type { ResponseUsage, TranscriptionUsage } from "@antiphon/core/shapes"

/** Tokens by modality. `other` are those that the server did not attribute. Their sum is the total. */
export interface Tokens {
  readonly text: number
  readonly audio: number
  readonly image: number
  readonly other: number
}

/** `cached` are part of `input` and never beside it. No modality has more of them than `input` has. */
export interface TokenUsage {
  readonly input: Tokens
  readonly cached: Tokens
  readonly output: Tokens
}

/** What a whole session cost so far. */
export interface Usage {
  readonly responses: TokenUsage
  /** Of the user's audio. A model of its own does this, with prices of its own. */
  readonly transcription: TokenUsage
  /** Seconds of audio transcribed by models that are billed by time. */
  readonly transcriptionSeconds: number
}

export const noTokens: Tokens = { text: 0, audio: 0, image: 0, other: 0 }
const noTokenUsage: TokenUsage = { input: noTokens, cached: noTokens, output: noTokens }
export const noUsage: Usage = { responses: noTokenUsage, transcription: noTokenUsage, transcriptionSeconds: 0 }

const kinds = ["text", "audio", "image", "other"] as const

/** Joins two counts modality by modality. */
const zip = (a: Tokens, b: Tokens, join: (a: number, b: number) => number): Tokens => ({
  text: join(a.text, b.text),
  audio: join(a.audio, b.audio),
  image: join(a.image, b.image),
  other: join(a.other, b.other)
})

/** The sum of all modalities. */
export const total = (tokens: Tokens): number => {
  const given: unknown = tokens
  if (!isObject(given) || !("text" in given)) {
    throwArgument(total, `total takes tokens, e.g. session.usage.responses.output, not ${kindOf(given)}`)
  }
  return kinds.reduce((sum, kind) => sum + tokens[kind], 0)
}

/** The sum of two bills. */
const add = (a: TokenUsage, b: TokenUsage): TokenUsage => ({
  input: zip(a.input, b.input, (x, y) => x + y),
  cached: zip(a.cached, b.cached, (x, y) => x + y),
  output: zip(a.output, b.output, (x, y) => x + y)
})

interface Details {
  readonly text_tokens?: number | null
  readonly audio_tokens?: number | null
  readonly image_tokens?: number | null
}

/** A count of the server. Absent and negative counts are 0. */
const count = (value: number | null | undefined): number => Math.max(0, value ?? 0)

/**
 * Tokens by kind and in sum, as the server sent them. What the kinds leave open of the sum is `other`. If the kinds are more than
 * the sum, the kinds are believed.
 */
const tokens = (details: Details | null | undefined, sum: number | null | undefined): Tokens => {
  const told = {
    text: count(details?.text_tokens),
    audio: count(details?.audio_tokens),
    image: count(details?.image_tokens),
    other: 0
  }
  return { ...told, other: Math.max(0, count(sum) - total(told)) }
}

/** No more cached tokens than there was input. What is too much in one modality moves to where there is room. */
const within = (cached: Tokens, input: Tokens): Tokens => {
  const fitting = zip(cached, input, Math.min)
  let spare = total(cached) - total(fitting)
  const room = zip(input, fitting, (all, taken) => all - taken)
  const fill = (kind: keyof Tokens): number => {
    const more = Math.min(spare, room[kind])
    spare -= more
    return fitting[kind] + more
  }
  return { other: fill("other"), text: fill("text"), audio: fill("audio"), image: fill("image") }
}

/** The bill of one response. If the server does not say how many tokens went in, the total less the output says it. */
const ofResponse = (usage: ResponseUsage): TokenUsage => {
  const details = usage.input_token_details
  const output = tokens(usage.output_token_details, usage.output_tokens)
  const known = usage.input_tokens ?? (usage.total_tokens == null ? undefined : usage.total_tokens - total(output))
  const input = tokens(details, known)
  return { input, cached: within(tokens(details?.cached_tokens_details, details?.cached_tokens), input), output }
}

/** The ledger with one response more. */
export const addResponse = (ledger: Usage, usage: ResponseUsage | null | undefined): Usage =>
  usage === null || usage === undefined ? ledger : { ...ledger, responses: add(ledger.responses, ofResponse(usage)) }

/** The ledger with one transcription more, by tokens or by time. */
export const addTranscription = (ledger: Usage, usage: TranscriptionUsage | null | undefined): Usage => {
  switch (usage?.type) {
    case "tokens": {
      const output = tokens({ text_tokens: usage.output_tokens ?? null }, usage.output_tokens)
      const known = usage.input_tokens ?? (usage.total_tokens == null ? undefined : usage.total_tokens - total(output))
      const bill = { input: tokens(usage.input_token_details, known), cached: noTokens, output }
      return { ...ledger, transcription: add(ledger.transcription, bill) }
    }
    case "duration":
      return { ...ledger, transcriptionSeconds: ledger.transcriptionSeconds + count(usage.seconds) }
    default:
      return ledger
  }
}

/** What a million tokens cost, in any currency. A modality that is left out has no price. */
export type Rates = Readonly<Partial<Record<keyof Tokens, number>>>

/** The prices of one model. You supply them, because they change. */
export interface Prices {
  readonly input: Rates
  /** Of input tokens that came from the cache. Defaults to the prices of `input`. */
  readonly cached?: Rates
  readonly output: Rates
}

/** What tokens cost, and how many of them have no price. */
export const cost = (usage: TokenUsage, prices: Prices): { readonly amount: number; readonly unpriced: number } => {
  const given: unknown = usage
  const rates: unknown = prices
  if (!isObject(given) || !isObject(given["input"])) {
    throwArgument(cost, `cost takes tokens, e.g. session.usage.responses, not ${kindOf(given)}`)
  }
  if (!isObject(rates) || !isObject(rates["input"]) || !isObject(rates["output"])) {
    const what = isObject(rates) ? "prices without input or output" : kindOf(rates)
    throwArgument(cost, `cost takes prices of a million tokens, { input: { text, audio }, output: { … } }, not ${what}`)
  }
  const cached = prices.cached ?? prices.input
  const fresh = zip(usage.input, usage.cached, (all, part) => all - part)
  let amount = 0
  let unpriced = 0
  for (const [counted, rates] of [
    [fresh, prices.input],
    [usage.cached, cached],
    [usage.output, prices.output]
  ] as const) {
    for (const kind of kinds) {
      const rate = rates[kind]
      if (rate === undefined) unpriced += counted[kind]
      else amount += (counted[kind] * rate) / 1e6
    }
  }
  return { amount, unpriced }
}
