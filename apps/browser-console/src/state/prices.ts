/**
 * What OpenAI's models cost, in dollars for a million tokens. This is the only price table of the page. Prices change, so the page
 * calls each amount an estimate.
 */
import { cost, type Prices, type Usage } from "@antiphon/session"

/** The prices by model, the longer names first. A dated name has the prices of its model. */
const table: ReadonlyArray<readonly [model: string, prices: Prices]> = [
  [
    "gpt-4o-mini-realtime-preview",
    {
      input: { text: 0.6, audio: 10 },
      cached: { text: 0.3, audio: 0.3 },
      output: { text: 2.4, audio: 20 }
    }
  ],
  [
    "gpt-4o-realtime-preview",
    { input: { text: 5, audio: 40 }, cached: { text: 2.5, audio: 2.5 }, output: { text: 20, audio: 80 } }
  ],
  [
    "gpt-realtime-mini",
    {
      input: { text: 0.6, audio: 10, image: 0.8 },
      cached: { text: 0.06, audio: 0.3, image: 0.08 },
      output: { text: 2.4, audio: 20 }
    }
  ],
  [
    "gpt-realtime",
    {
      input: { text: 4, audio: 32, image: 5 },
      cached: { text: 0.4, audio: 0.4, image: 0.5 },
      output: { text: 16, audio: 64 }
    }
  ]
]

/** The prices of a model, or `undefined` if the table has none. */
export const pricesFor = (model: string): Prices | undefined =>
  table.find(
    ([name]) => model === name || (/^-\d{4}-\d{2}-\d{2}$/.test(model.slice(name.length)) && model.startsWith(name))
  )?.[1]

/** What the responses of a session cost. */
export interface Cost {
  /** In dollars. */
  readonly amount: number
  /** Tokens without a price. */
  readonly unpriced: number
}

/** What the responses of a session cost, or `undefined` if the model has no prices here. Transcription is not counted. */
export const costOf = ({ responses }: Usage, model: string): Cost | undefined => {
  const prices = pricesFor(model)
  return prices === undefined ? undefined : cost(responses, prices)
}

/** An amount in dollars, with as many digits as say something. */
export const dollars = (amount: number): string =>
  `$${amount === 0 ? "0" : amount < 0.01 ? amount.toFixed(4) : amount < 1 ? amount.toFixed(3) : amount.toFixed(2)}`
