/** Gathers the sound of a session into segments. */
import { type AudioSegment, maxSegmentBytes } from "../services/AudioStore.ts"
import type { Token } from "../Token.ts"
import { lend, takeBack } from "./slabs.ts"

/** How long a segment grows, in milliseconds. What the user said is written sooner, because only we have it. */
const longest = { in: 2_000, out: 10_000 } as const

interface Growing {
  /** Sound is decoded at once into a slab, because texts that are kept cost more. */
  slab: Buffer | undefined
  bytes: number
  n: number
  timer: ReturnType<typeof setTimeout> | undefined
}

const empty = (): Growing => ({ slab: undefined, bytes: 0, n: 0, timer: undefined })

/** Writes a segment. `done` is called when its bytes are not needed any more. */
export type PutSegment = (segment: AudioSegment, done: () => void) => void

export class Segments {
  private readonly growing = { in: empty(), out: empty() }
  private readonly sid: Token
  private readonly epoch: number
  private readonly put: PutSegment
  /** Returns the media type of a direction now. */
  private readonly formatOf: (direction: "in" | "out") => string

  constructor(
    names: { readonly sid: Token; readonly epoch: number },
    formatOf: (direction: "in" | "out") => string,
    put: PutSegment
  ) {
    this.sid = names.sid
    this.epoch = names.epoch
    this.formatOf = formatOf
    this.put = put
  }

  /** Adds the base64 between two places of a frame. */
  add(direction: "in" | "out", frame: Buffer, start: number, end: number): void {
    const growing = this.growing[direction]
    // A single frame may be larger than a segment.
    for (let at = start; at < end;) {
      if (maxSegmentBytes - growing.bytes < 3) this.cut(direction)
      const next = Math.min(end, at + Math.floor((maxSegmentBytes - growing.bytes) / 3) * 4)
      const most = Math.ceil(((next - at) * 3) / 4)
      growing.slab = slabFor(growing.slab, growing.bytes, most)
      growing.bytes += growing.slab.write(frame.toString("latin1", at, next), growing.bytes, "base64")
      at = next
    }
    growing.timer ??= setTimeout(() => this.cut(direction), longest[direction])
  }

  /** Writes what there is. */
  flush(): void {
    this.cut("in")
    this.cut("out")
  }

  private cut(direction: "in" | "out"): void {
    const growing = this.growing[direction]
    clearTimeout(growing.timer)
    growing.timer = undefined
    const { bytes, slab } = growing
    if (slab === undefined) return
    growing.slab = undefined
    growing.bytes = 0
    const { epoch, sid } = this
    const segment = { sid, direction, epoch, n: growing.n++, format: this.formatOf(direction) }
    this.put({ ...segment, bytes: slab.subarray(0, bytes) }, () => takeBack(slab))
  }
}

/** A slab with room for more bytes. */
const slabFor = (slab: Buffer | undefined, used: number, more: number): Buffer => {
  if (slab !== undefined && slab.length - used >= more) return slab
  const larger = lend(used + more)
  if (slab !== undefined) {
    slab.copy(larger, 0, 0, used)
    takeBack(slab)
  }
  return larger
}
