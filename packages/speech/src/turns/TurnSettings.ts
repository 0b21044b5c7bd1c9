/** `turn_detection` of the protocol, as far as it says where turns are; its other fields may be there too. */
export type TurnSettings =
  | {
      readonly type: "server_vad"
      /** The probability from which a frame is speech, 0 to 1, default 0.5. Below 0.05 and above 0.95 mean those. */
      readonly threshold?: number | null
      /** Silence that ends a turn, in ms, default 500. */
      readonly silence_duration_ms?: number | null
    }
  | {
      readonly type: "semantic_vad"
      /** How soon a silence ends the turn: `high` 300 ms, `medium` and `auto` 600, `low` 1200. Default `auto`. */
      readonly eagerness?: string | null
    }

/** The same in the detector's terms. */
export interface Thresholds {
  /** From this probability on, a frame is speech. */
  readonly speech: number
  /** Below this one it is silence. Between them it is what the frame before was. */
  readonly silence: number
  readonly silenceSamples: number
}

const samplesPerMs = 24
/** The distance of Silero's own decoder. */
const hysteresis = 0.15
const patienceMs: Readonly<Record<string, number>> = { high: 300, medium: 600, auto: 600, low: 1200 }

export const thresholds = (settings: TurnSettings): Thresholds => {
  const [threshold, silenceMs] =
    settings.type === "server_vad"
      ? [settings.threshold ?? 0.5, settings.silence_duration_ms ?? 500]
      : [0.5, patienceMs[settings.eagerness ?? "auto"] ?? 600]
  const speech = Math.min(0.95, Math.max(0.05, threshold))
  return { speech, silence: Math.max(0.03, speech - hysteresis), silenceSamples: silenceMs * samplesPerMs }
}
