/**
 * Sends blocks one behind the other: samples that arrive in another order are noise. While none go, the latest `most` are
 * kept. What a `send` rejects with is its own affair; the next block goes all the same.
 */
export const makePump = (
  send: (samples: Int16Array) => Promise<void>,
  most: number
): ((samples: Int16Array) => void) => {
  const waiting: Array<Int16Array> = []
  let isSending = false
  const pump = async (): Promise<void> => {
    if (isSending) return
    isSending = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await send(next).catch(() => {})
    isSending = false
  }
  return (samples) => {
    waiting.push(samples)
    if (waiting.length > most) waiting.shift()
    void pump()
  }
}
