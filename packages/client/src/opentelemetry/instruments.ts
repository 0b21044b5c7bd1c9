/** The metrics, by the names and buckets of OpenTelemetry's semantic conventions for generative AI where they have one. */
import type { Attributes, Histogram, Meter } from "@opentelemetry/api"

export interface Instruments {
  /** Of a response or a tool, in s. */
  readonly duration: Histogram
  /** From the request for a response to its first audio or text, in s. */
  readonly firstChunk: Histogram
  readonly tokens: Histogram
  /** From the end of the user's speech to the first audio, in s. */
  readonly firstAudio: Histogram
  /** From the end of the user's speech until the speaker plays the answer, in s. */
  readonly firstHeard: Histogram
  /** Of a reconnection, in s. */
  readonly reconnect: Histogram
}

const seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92]
const counts = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576]

export const makeInstruments = (meter: Meter): Instruments => {
  const timed = (name: string, description: string): Histogram =>
    meter.createHistogram(name, { description, unit: "s", advice: { explicitBucketBoundaries: seconds } })
  return {
    duration: timed("gen_ai.client.operation.duration", "The duration of a response or a tool."),
    firstChunk: timed(
      "gen_ai.client.operation.time_to_first_chunk",
      "The time to the first audio or text of a response."
    ),
    tokens: meter.createHistogram("gen_ai.client.token.usage", {
      description: "The tokens of a response.",
      unit: "{token}",
      advice: { explicitBucketBoundaries: counts }
    }),
    firstAudio: timed("antiphon.client.turn.time_to_first_audio", "From the end of the speech to the first audio."),
    firstHeard: timed(
      "antiphon.client.turn.time_to_first_heard",
      "From the end of the speech until the answer is heard."
    ),
    reconnect: timed("antiphon.client.reconnect.duration", "The duration of a reconnection.")
  }
}

/** Attributes without those that are absent. */
export const present = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))
