/** A turn detector that looks at one sample of each block. */
import type { TurnEvent } from "@antiphon/server"
import { isLoud } from "../device/voices.ts"

/** The silence that ends a turn. */
const patience = 24 * 200
/** How often silence is reported, in blocks. */
const reportBlocks = 2

export const makeDetector = (): ((samples: Int16Array) => TurnEvent | undefined) => {
  let position = 0
  let lastLoud = 0
  let quietBlocks = 0
  let isSpeaking = false
  return (samples) => {
    const from = position
    position += samples.length
    if (isLoud(samples)) {
      lastLoud = position
      quietBlocks = 0
      if (isSpeaking) return undefined
      isSpeaking = true
      return { _tag: "SpeechStarted", at: from }
    }
    quietBlocks += 1
    if (isSpeaking) {
      if (position - lastLoud < patience) return undefined
      isSpeaking = false
      return { _tag: "SpeechStopped", at: lastLoud }
    }
    return quietBlocks % reportBlocks === 0 ? { _tag: "Silence", until: position } : undefined
  }
}
