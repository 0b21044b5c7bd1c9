/** The dotted paths by which an `error` names the field at fault, from one dialect into the other. */

/** The beta's path, and GA's. */
const paths = [
  ["session.modalities", "session.output_modalities"],
  ["session.voice", "session.audio.output.voice"],
  ["session.speed", "session.audio.output.speed"],
  ["session.input_audio_format", "session.audio.input.format"],
  ["session.output_audio_format", "session.audio.output.format"],
  ["session.input_audio_transcription", "session.audio.input.transcription"],
  ["session.input_audio_noise_reduction", "session.audio.input.noise_reduction"],
  ["session.turn_detection", "session.audio.input.turn_detection"],
  ["session.max_response_output_tokens", "session.max_output_tokens"],
  ["response.modalities", "response.output_modalities"],
  ["response.voice", "response.audio.output.voice"],
  ["response.output_audio_format", "response.audio.output.format"],
  ["response.max_response_output_tokens", "response.max_output_tokens"]
] as const

export const paramToGa = (param: string): string => {
  const [beta, ga] = paths.find(([beta]) => isWithin(param, beta)) ?? ["", ""]
  return ga + param.slice(beta.length)
}

export const paramFromGa = (param: string): string => {
  const [beta, ga] = paths.find(([, ga]) => isWithin(param, ga)) ?? ["", ""]
  return beta + param.slice(ga.length)
}

const isWithin = (param: string, path: string): boolean =>
  param.startsWith(path) && (param.length === path.length || /^[.[]/.test(param.slice(path.length)))
