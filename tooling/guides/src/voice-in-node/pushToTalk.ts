import type { RealtimeSession } from "@antiphon/client"

/** Turns end by hand. Pass `session: manual` to `connect`. */
export const manual = { turn_detection: null }

/** Sends audio only while the button is held, and asks for the answer when it is released. */
export const makeButton = (session: RealtimeSession) => {
  let isHeld = false
  return {
    press: async () => {
      isHeld = true
      await session.interrupt()
      await session.clearInput()
    },
    hear: async (samples: Int16Array) => {
      if (isHeld) await session.sendAudio(samples)
    },
    release: async () => {
      isHeld = false
      await session.commit()
      return session.createResponse()
    }
  }
}
