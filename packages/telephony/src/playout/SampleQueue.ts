/** Samples in order, as a value. Adding a block and taking samples cost the same however much waits. */

interface Cell {
  readonly block: Int16Array
  readonly next: Cell | undefined
}

export interface SampleQueue {
  readonly length: number
  /** Blocks to take, first in front. */
  readonly front: Cell | undefined
  /** Blocks added since, last in front. */
  readonly back: Cell | undefined
}

const empty: SampleQueue = { length: 0, front: undefined, back: undefined }

const add = (queue: SampleQueue, block: Int16Array): SampleQueue =>
  block.length === 0 ? queue : { ...queue, length: queue.length + block.length, back: { block, next: queue.back } }

const turned = (back: Cell | undefined): Cell | undefined => {
  let front: Cell | undefined
  for (let cell = back; cell !== undefined; cell = cell.next) front = { block: cell.block, next: front }
  return front
}

/** Takes `count` samples, or all if there are fewer. */
const take = (queue: SampleQueue, count: number): readonly [Int16Array, SampleQueue] => {
  const out = new Int16Array(Math.min(count, queue.length))
  let { back, front } = queue
  for (let at = 0; at < out.length;) {
    if (front === undefined) {
      front = turned(back)
      back = undefined
    }
    if (front === undefined) break
    const { block, next } = front
    const piece = block.subarray(0, out.length - at)
    out.set(piece, at)
    at += piece.length
    front = piece.length === block.length ? next : { block: block.subarray(piece.length), next }
  }
  return [out, { length: queue.length - out.length, front, back }]
}

export const SampleQueue = { empty, add, take }
