/** Gathers the sound of a session into segments. */
import type { AudioSegment } from "../services/AudioStore.ts"
import { maxSegmentBytes } from "../services/AudioStore.ts"
import type { Token } from "../Token.ts"

/** How long a segment grows, in milliseconds. What the user said is written sooner, because only we have it. */
const longest = { in: 2_000, out: 10_000 } as const

interface Growing {
  parts: Array<string>
  chars: number
  n: number
  timer: ReturnType<typeof setTimeout> | undefined
}

const empty = (): Growing => ({ parts: [], chars: 0, n: 0, timer: undefined })

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
    if (((growing.chars + base64.length) * 3) / 4 > maxSegmentBytes) this.cut(direction)
    growing.parts.push(base64)
    growing.chars += base64.length
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
    if (growing.parts.length === 0) return
    const bytes = Buffer.concat(growing.parts.map((part) => Buffer.from(part, "base64")))
    growing.parts = []
    growing.chars = 0
    const { epoch, sid } = this
    // A single delta may be larger than a segment.
    for (let at = 0; at < bytes.length; at += maxSegmentBytes) {
      const part = bytes.subarray(at, at + maxSegmentBytes)
      this.put({ sid, direction, epoch, n: growing.n++, format: this.formatOf(direction), bytes: part })
    }
  }
}
