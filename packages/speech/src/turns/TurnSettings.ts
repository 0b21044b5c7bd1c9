/**
 * The fields of the protocol's `turn_detection` that say where turns are. The other fields may be present and are
 * ignored.
 */
export type TurnSettings =
  | {
      readonly type: "server_vad"
      /** The probability from which a frame is speech. Defaults to 0.5 and is kept between 0.05 and 0.95. */
      readonly threshold?: number | null
      /** The silence that ends a turn, in ms. Defaults to 500. */
      readonly silence_duration_ms?: number | null
    }
  | {
      readonly type: "semantic_vad"
      /**
       * How soon a silence ends the turn. `high` is 300 ms, `medium` and `auto` are 600 and `low` is 1200. Defaults to
       * `auto`.
       */
      readonly eagerness?: string | null
    }

/** The settings in the detector's terms. */
export interface Thresholds {
  /** A frame of at least this probability is speech. */
  readonly speech: number
  /** A frame below this probability is silence. A frame between the two continues what the frame before it was. */
  readonly silence: number
  /** How much silence ends a turn. */
  readonly silenceSamples: number
}

const samplesPerMs = 24
/** The distance between the two thresholds, as in Silero's own decoder. */
const hysteresis = 0.15
const patienceMs: Readonly<Record<string, number>> = { high: 300, medium: 600, auto: 600, low: 1200 }

/** Fills in the protocol's defaults. */
export const thresholds = (settings: TurnSettings): Thresholds => {
  const [threshold, silenceMs] =
    settings.type === "server_vad"
      ? [settings.threshold ?? 0.5, settings.silence_duration_ms ?? 500]
      : [0.5, patienceMs[settings.eagerness ?? "auto"] ?? 600]
  const speech = Math.min(0.95, Math.max(0.05, threshold))
  return { speech, silence: Math.max(0.03, speech - hysteresis), silenceSamples: silenceMs * samplesPerMs }
}
