/** The turns of the user, spoken, typed and held, and their interruptions of the model. */
import { type ConsoleState, isSounding } from "../state/Console.ts"
import type { Input } from "./makeInput.ts"
import type { Tried } from "./toolCalls.ts"

/** The commands of the user's turns. None of them rejects. */
export interface Turns {
  /** Sends a message of the user and requests the answer. Interrupts the model first, as speech does. */
  readonly sendText: (text: string) => Promise<void>
  /** Begins a turn that lasts as long as a key or button is held. Interrupts the model. */
  readonly hold: () => Promise<void>
  /** Ends the turn of {@link hold} and requests the answer. */
  readonly release: () => Promise<void>
  /** Ends the user's turn by hand and requests the answer. */
  readonly sendTurn: () => Promise<void>
  /** Stops the model where the user heard it. */
  readonly interrupt: () => Promise<void>
}

/** Makes the commands. `onHold` runs when the user begins to hold a turn. */
export const makeTurns = (tried: Tried, input: Input, state: () => ConsoleState, onHold: () => void): Turns => {
  let isHeld = false
  const sendTurn = (): Promise<void> =>
    tried(async (session) => {
      await session.commit()
      await session.createResponse()
    })
  return {
    sendText: (text) =>
      tried(async (session) => {
        if (isSounding(state())) await session.interrupt()
        await session.sendText(text)
      }),
    hold: () =>
      tried(async (session) => {
        if (isHeld) return
        isHeld = true
        onHold()
        // Sent before the first block, and not awaited before it, so that no word is lost.
        const before = [isSounding(state()) ? session.interrupt() : undefined, session.clearInput()]
        input.mute(false)
        await Promise.all(before)
      }),
    release: async () => {
      if (!isHeld) return
      isHeld = false
      await input.blockEnded()
      input.mute(true)
      await sendTurn()
    },
    sendTurn,
    interrupt: () => tried((session) => session.interrupt())
  }
}
