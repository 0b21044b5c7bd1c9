export { loadTurnDetector } from "./node/loadTurnDetector.ts"
export { makeVoice } from "./node/makeVoice.ts"
