/** Sounds for tests, 24 kHz PCM16 mono, the same each time. */

import { hasMethods, kindOf } from "@antiphon/core/boundary"
import { need, needMs, needSamples } from "../check.ts"

const perMs = 24

/**
 * Returns a sound that turn detection takes for speech. It has syllables, and no two of its first 2 s are alike, so that a
 * lost or doubled sample shows.
 */
export const speech = (ms: number): Int16Array => {
  needMs(speech, "speech", ms)
  return Int16Array.from({ length: ms * perMs }, (_, at) => {
    const loudness = 0.55 - 0.45 * Math.cos((2 * Math.PI * at) / (250 * perMs))
    const pitch = 140 + (at / perMs) * 0.02
    const tone = Math.sin((2 * Math.PI * pitch * at) / 24_000) + 0.5 * Math.sin((2 * Math.PI * 3 * pitch * at) / 24_000)
    return Math.round(9000 * loudness * tone)
  })
}

/** Returns silence. */
export const silence = (ms: number): Int16Array => {
  needMs(silence, "silence", ms)
  return new Int16Array(ms * perMs)
}

/** What `speak` needs of a session. */
interface Listening {
  sendAudio(samples: Int16Array): Promise<void>
}

/**
 * Says something to a session, and then is silent for so long that turn detection ends the turn. Defaults to a sound of
 * 800 ms. Pass samples of 24 kHz to say something else.
 *
 * @example
 * await speak(session) // interrupts the model by voice
 */
export const speak = async (session: Listening, sound: Int16Array = speech(800)): Promise<void> => {
  need(speak, hasMethods("sendAudio")(session), `speak takes the session that connect() gives, not ${kindOf(session)}`)
  needSamples(speak, "speak", sound)
  for (const samples of [silence(300), sound, silence(900)]) {
    for (let at = 0; at < samples.length; at += 2400) await session.sendAudio(samples.subarray(at, at + 2400))
  }
}
