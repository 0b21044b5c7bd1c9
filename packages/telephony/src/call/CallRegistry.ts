/** The calls that run. A second stream of a call retires the first, so that two voices never overlap. */
export interface CallRegistry {
  /** Enters a call, and retires the one of the same id. */
  readonly enter: (callId: string, retire: () => void) => void
  /** Takes a call out, if it is still the one of its id. */
  readonly leave: (callId: string, retire: () => void) => void
}

export const makeCallRegistry = (): CallRegistry => {
  const calls = new Map<string, () => void>()
  return {
    enter: (callId, retire) => {
      const elder = calls.get(callId)
      calls.set(callId, retire)
      elder?.()
    },
    leave: (callId, retire) => {
      if (calls.get(callId) === retire) calls.delete(callId)
    }
  }
}
