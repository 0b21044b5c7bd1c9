/** A conversation as stereo: the user left, the assistant right, each clip at its sample offset. */
export interface Timeline {
  /** Length in samples: the end of the last clip of either side. */
  readonly length: number
  /**
   * Places a copy of a clip at `offset` samples. Where it would run into one of the same side it moves back to the first
   * gap that holds it whole, so no clip ever cuts or mixes with another. Gives the offset it got.
   */
  readonly add: (side: "user" | "assistant", offset: number, samples: Int16Array) => number
  /** Both channels at full length; `Wav.write` takes them as they are. */
  readonly channels: () => readonly [user: Int16Array, assistant: Int16Array]
}

interface Clip {
  readonly offset: number
  readonly end: number
  readonly samples: Int16Array
}

/** Adds to clips in order of offset, none overlapping. */
const place = (clips: Array<Clip>, wanted: number, samples: Int16Array): number => {
  let offset = wanted
  let index = clips.length
  while (index > 0 && (clips[index - 1]?.end ?? 0) > wanted) index -= 1
  for (let next = clips[index]; next !== undefined && next.offset < offset + samples.length; next = clips[++index]) {
    offset = Math.max(offset, next.end)
  }
  clips.splice(index, 0, { offset, end: offset + samples.length, samples: samples.slice() })
  return offset
}

const channel = (clips: ReadonlyArray<Clip>, length: number): Int16Array => {
  const out = new Int16Array(length)
  for (const clip of clips) out.set(clip.samples, clip.offset)
  return out
}

export const Timeline = {
  /** An empty timeline; its rate is that of the clips, which must all have one. */
  make: (): Timeline => {
    const clips: { readonly user: Array<Clip>; readonly assistant: Array<Clip> } = { user: [], assistant: [] }
    const length = (): number => Math.max(0, clips.user.at(-1)?.end ?? 0, clips.assistant.at(-1)?.end ?? 0)
    return {
      get length() {
        return length()
      },
      add: (side, offset, samples) => place(clips[side], Math.max(0, Math.round(offset)), samples),
      channels: () => [channel(clips.user, length()), channel(clips.assistant, length())]
    }
  }
}
