/**
 * Translates the two halves of the audio settings. GA nests them under `audio`. The beta has them flat beside all other
 * keys.
 */
import type { AudioConfigInput, AudioConfigOutput, AudioTranscription } from "../../shapes/Audio.ts"
import type { AudioFormatLegacy, NoiseReductionBeta, TurnDetectionBeta, VoiceBeta } from "../shapes/Audio.ts"
import { formatFromGa, formatToGa, noiseReductionFromGa, turnDetectionToGa, voiceFromGa, voiceToGa } from "./audio.ts"
import { group, isObject, join, move, put } from "./fields.ts"
import type { Trail } from "./Lost.ts"

interface FlatInput {
  readonly input_audio_format?: AudioFormatLegacy | null | undefined
  readonly input_audio_transcription?: AudioTranscription | null | undefined
  readonly input_audio_noise_reduction?: NoiseReductionBeta | null | undefined
  readonly turn_detection?: TurnDetectionBeta | null | undefined
}

interface FlatOutput {
  readonly output_audio_format?: AudioFormatLegacy | null | undefined
  readonly voice?: VoiceBeta | null | undefined
  readonly speed?: number | null | undefined
}

export const inputToGa = (flat: FlatInput, trail: Trail): AudioConfigInput => ({
  ...put("format", flat.input_audio_format, formatToGa),
  ...move("transcription", flat.input_audio_transcription),
  ...move("noise_reduction", flat.input_audio_noise_reduction),
  ...put("turn_detection", flat.turn_detection, turnDetectionToGa(trail.at("turn_detection")))
})

export const outputToGa = (flat: FlatOutput, trail: Trail): AudioConfigOutput => ({
  ...put("format", flat.output_audio_format, formatToGa),
  ...move("voice", voiceToGa(flat.voice, trail.at("voice"))),
  ...move("speed", flat.speed)
})

/** `{ audio: { input, output } }`, joined with the unknown keys that travelled under `audio`. */
export const nested = <I extends object, O extends object>(
  flat: object,
  trail: Trail,
  halves: { readonly input: I; readonly output: O }
) => {
  const carried: unknown = Reflect.get(flat, "audio")
  const audio = isObject(carried) ? carried : {}
  const at = trail.at("audio")
  const both = { ...join(audio, "input", halves.input, at), ...join(audio, "output", halves.output, at) }
  return join(flat, "audio", both, trail)
}

interface Nested {
  readonly input?: AudioConfigInput | null
  readonly output?: AudioConfigOutput | null
}

/** The flat fields of both halves, and under `audio` the keys that neither dialect names. `trail` is at the parent. */
export const flattened = (audio: Nested | null | undefined, trail: Trail) => {
  if (audio === null) trail.lose({ audio }, "the beta has no audio object")
  const { input, output, ...rest } = audio ?? nothing
  const at = trail.at("audio")
  if (input === null) at.lose({ input }, "the beta has no such object")
  if (output === null) at.lose({ output }, "the beta has no such object")
  const { format, transcription, noise_reduction, turn_detection, ...inputRest } = input ?? nothing.input
  const { format: outputFormat, voice, speed, ...outputRest } = output ?? nothing.output
  const from = at.at("input")
  return {
    ...group("audio", { ...rest, ...group("input", inputRest), ...group("output", outputRest) }),
    ...put("input_audio_format", format, formatFromGa(from.at("format"))),
    ...move("input_audio_transcription", transcription),
    ...put("input_audio_noise_reduction", noise_reduction, noiseReductionFromGa(from.at("noise_reduction"))),
    ...move("turn_detection", turn_detection),
    ...put("output_audio_format", outputFormat, formatFromGa(at.at("output", "format"))),
    ...move("voice", voiceFromGa(voice, at.at("output", "voice"))),
    ...move("speed", speed)
  }
}

const nothing: { readonly input: AudioConfigInput; readonly output: AudioConfigOutput } = { input: {}, output: {} }
