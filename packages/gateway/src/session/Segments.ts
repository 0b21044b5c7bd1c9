/** Gathers the sound of a session into segments. */
import { type AudioSegment, maxSegmentBytes } from "../services/AudioStore.ts"
import type { Token } from "../Token.ts"

/** How long a segment grows, in milliseconds. What the user said is written sooner, because only we have it. */
const longest = { in: 2_000, out: 10_000 } as const

/** Sound is decoded at once into slabs of this size, because texts that are kept cost more. */
const slabBytes = 65_536

interface Growing {
  slabs: Array<Buffer>
  /** The bytes of the last slab that are used. */
  used: number
  bytes: number
  n: number
  timer: ReturnType<typeof setTimeout> | undefined
}

const empty = (): Growing => ({ slabs: [], used: 0, bytes: 0, n: 0, timer: undefined })

export class Segments {
  private readonly growing = { in: empty(), out: empty() }
  private readonly sid: Token
  private readonly epoch: number
  private readonly put: (segment: AudioSegment) => void
  /** Returns the media type of a direction now. */
  private readonly formatOf: (direction: "in" | "out") => string

  constructor(
    names: { readonly sid: Token; readonly epoch: number },
    formatOf: (direction: "in" | "out") => string,
    put: (segment: AudioSegment) => void
  ) {
    this.sid = names.sid
    this.epoch = names.epoch
    this.formatOf = formatOf
    this.put = put
  }

  add(direction: "in" | "out", base64: string): void {
    const growing = this.growing[direction]
    const most = Math.ceil((base64.length * 3) / 4)
    if (growing.bytes + most > maxSegmentBytes) this.cut(direction)
    let slab = growing.slabs.at(-1)
    if (slab === undefined || slab.length - growing.used < most) {
      const whole = slab?.subarray(0, growing.used)
      if (whole !== undefined) growing.slabs[growing.slabs.length - 1] = whole
      slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, most))
      growing.slabs.push(slab)
      growing.used = 0
    }
    const written = slab.write(base64, growing.used, "base64")
    growing.used += written
    growing.bytes += written
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
    const { slabs, used } = growing
    const last = slabs.pop()
    if (last === undefined) return
    const bytes = Buffer.concat([...slabs, last.subarray(0, used)])
    growing.slabs = []
    growing.used = growing.bytes = 0
    const { epoch, sid } = this
    // A single delta may be larger than a segment.
    for (let at = 0; at < bytes.length; at += maxSegmentBytes) {
      const part = bytes.subarray(at, at + maxSegmentBytes)
      this.put({ sid, direction, epoch, n: growing.n++, format: this.formatOf(direction), bytes: part })
    }
  }
}
