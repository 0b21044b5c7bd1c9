/** The recognizer in Node, in a worker thread with the weights from disk. */
export { makeRecognizer, type RecognizerOptions } from "./node/makeRecognizer.ts"
