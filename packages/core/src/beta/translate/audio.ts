/** Audio formats, modalities, voices, turn detection and noise reduction, from one dialect into the other. */
import type { AudioFormat, AudioTranscription, NoiseReduction, TurnDetection, VoiceRef } from "../../shapes/Audio.ts"
import type { Modality } from "../../shapes/Session.ts"
import type { Unlisted } from "../../wire/Wire.ts"
import type {
  AudioFormatLegacy,
  AudioTranscriptionBeta,
  NoiseReductionBeta,
  TurnDetectionBeta,
  VoiceBeta
} from "../shapes/Audio.ts"
import { move } from "./fields.ts"
import { notInBeta, type Trail } from "./Lost.ts"

/** `pcm16` is always 24 kHz. A word that neither dialect names becomes a type as it stands. */
export const formatToGa = (format: AudioFormatLegacy): AudioFormat => {
  switch (format) {
    case "pcm16":
      return { type: "audio/pcm", rate: 24_000 }
    case "g711_ulaw":
      return { type: "audio/pcmu" }
    case "g711_alaw":
      return { type: "audio/pcma" }
    default:
      return { type: format as Unlisted }
  }
}

const pcmRate = 24_000

/**
 * Translates a format into one word. Everything else in the format is lost, except for the rate that the word implies.
 */
export const formatFromGa =
  (trail: Trail) =>
  ({ type, ...rest }: AudioFormat): AudioFormatLegacy => {
    const { rate, ...others } = { rate: undefined, ...rest }
    trail.lose(others, "the beta spells a format as one word")
    if (rate !== pcmRate) trail.lose({ rate }, "the beta has one rate for each format")
    switch (type) {
      case "audio/pcm":
        return "pcm16"
      case "audio/pcmu":
        return "g711_ulaw"
      case "audio/pcma":
        return "g711_alaw"
      default:
        return type
    }
  }

/** GA's audio comes with its transcript, which the beta names as text beside it. */
export const modalitiesToGa = (modalities: ReadonlyArray<Modality>): ReadonlyArray<Modality> =>
  modalities.includes("audio") ? modalities.filter((modality) => modality !== "text") : modalities

export const modalitiesFromGa = (modalities: ReadonlyArray<Modality>): ReadonlyArray<Modality> =>
  modalities.includes("audio") && !modalities.includes("text") ? ["text", ...modalities] : modalities

/** The name of a voice. Everything else in a voice object is lost. */
export const voiceToGa = (voice: VoiceBeta | null | undefined, trail: Trail): string | null | undefined => {
  if (typeof voice !== "object" || voice === null) return voice
  const { name, ...rest } = voice
  trail.lose(rest, "a server names its voice by a word in GA")
  return name ?? undefined
}

/** A voice by name, or nothing for a custom one. */
export const voiceFromGa = (voice: VoiceRef | null | undefined, trail: Trail): string | null | undefined => {
  if (typeof voice !== "object" || voice === null) return voice
  trail.loseThis("the beta has no custom voices")
  return undefined
}

/** Without a type it is a server_vad, the default of the beta. */
export const turnDetectionToGa =
  (trail: Trail) =>
  (turns: TurnDetectionBeta): TurnDetection => {
    const { type, eagerness, threshold, prefix_padding_ms, silence_duration_ms, idle_timeout_ms, ...rest } = turns
    switch (type) {
      case undefined:
      case null:
      case "server_vad": {
        trail.lose({ eagerness }, "GA has it for semantic_vad alone")
        const { eagerness: _, ...vad } = turns
        return { ...vad, type: "server_vad" }
      }
      case "semantic_vad":
        trail.lose(
          { threshold, prefix_padding_ms, silence_duration_ms, idle_timeout_ms },
          "GA has it for server_vad alone"
        )
        return { ...rest, type: "semantic_vad", ...move("eagerness", eagerness) }
      default:
        return { ...turns, type: type as Unlisted }
    }
  }

export const noiseReductionFromGa =
  (trail: Trail) =>
  ({ strength, ...rest }: NoiseReduction): NoiseReductionBeta => {
    trail.lose({ strength }, notInBeta)
    return rest
  }

export const transcriptionFromGa =
  (trail: Trail) =>
  ({ languages, keywords, delay, ...rest }: AudioTranscription): AudioTranscriptionBeta => {
    trail.lose({ languages, keywords, delay }, notInBeta)
    return rest
  }
