/**
 * A conversation as stereo, with the user on the left, the assistant on the right and each clip at its sample offset.
 */
export interface Timeline {
  /** The length in samples, up to the end of the last clip of either side. */
  readonly length: number
  /**
   * Places a copy of a clip at `offset` samples and returns the offset that it got. If it would overlap a clip of the
   * same side, it moves back to the first gap that holds it whole. So no clip ever cuts another or mixes with it.
   */
  readonly add: (side: "user" | "assistant", offset: number, samples: Int16Array) => number
  /** Returns both channels at full length, as `Wav.write` takes them. */
  readonly channels: () => readonly [user: Int16Array, assistant: Int16Array]
}

interface Clip {
  readonly offset: number
  readonly end: number
  readonly samples: Int16Array
}

/** Inserts into clips that are in order of offset and do not overlap. */
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
  /** Makes an empty timeline. All clips must have one rate, which is that of the timeline. */
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
