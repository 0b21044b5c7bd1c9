/** The parts that need Node: the detector with its weights from disk, and the voice in a worker thread. */
export { loadTurnDetector } from "./node/loadTurnDetector.ts"
export { makeVoice } from "./node/makeVoice.ts"
