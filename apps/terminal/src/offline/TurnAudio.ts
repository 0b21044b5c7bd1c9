/** The audio of the turn that is spoken now, by positions in the session's audio. */
import { joined } from "./samples.ts"

/** The longest speech that is kept, 22 s. */
const longest = 22 * 24_000

export class TurnAudio {
  #blocks: Array<Int16Array> = []
  /** The position of the first sample that is kept. */
  #start = 0
  #end = 0

  push(samples: Int16Array): void {
    this.#blocks.push(samples)
    this.#end += samples.length
    if (this.#end - this.#start > longest) this.forget(this.#end)
  }

  /** Drops whole blocks before a position. */
  forget(before: number): void {
    while (this.#blocks[0] !== undefined && this.#start + this.#blocks[0].length <= before) {
      this.#start += this.#blocks[0].length
      this.#blocks.shift()
    }
  }

  /** What is kept from a position on, or `undefined` if that was dropped. */
  from(at: number): Int16Array | undefined {
    return at < this.#start ? undefined : joined(this.#blocks).subarray(at - this.#start)
  }
}
