/**
 * Sends blocks one after the other, because samples in another order are noise. While no block can be sent, the latest
 * `most` are kept. `dropped` is called for a block that is lost, with the error of its `send` if there was one. The
 * next block is sent all the same.
 */
export const makePump = (
  send: (samples: Int16Array) => Promise<void>,
  most: number,
  dropped: (samples: Int16Array, error?: unknown) => void = () => {}
): ((samples: Int16Array) => void) => {
  const waiting: Array<Int16Array> = []
  let isSending = false
  const pump = async (): Promise<void> => {
    if (isSending) return
    isSending = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const block = next
      await send(block).catch((error: unknown) => dropped(block, error))
    }
    isSending = false
  }
  return (samples) => {
    waiting.push(samples)
    const oldest = waiting.length > most ? waiting.shift() : undefined
    if (oldest !== undefined) dropped(oldest)
    void pump()
  }
}
