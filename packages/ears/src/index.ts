/** The types of the recognizer, its errors, and where its files lie. `./node` and `./browser` make one. */
export type { Recognizer } from "./recognizer/Recognizer.ts"
export type { AudioOptions, Word } from "./recognizer/Word.ts"
export type { Heard, ListenOptions } from "./recognizer/listen.ts"
export {
  EarsError,
  type EarsErrorReason,
  LanguageUnsupported,
  RecognizerBusy,
  RecognizerCrashed,
  RecognizerTimeout,
  SimdMissing,
  WeightsInvalid,
  WeightsUnreachable
} from "./EarsError.ts"
export { kernelsUrl, weightsUrl } from "./files.ts"
