/** A run of bytes of one track in one slab. */
export interface Extent {
  readonly bytes: Uint8Array
  /** Start in the slab. */
  readonly offset: number
  length: number
}

/** One stream of bytes among those that share the slabs. */
export interface Track {
  /** The kept runs, in order. */
  readonly extents: Array<Extent>
  /** Bytes dropped from the start. */
  dropped: number
}

interface Slab {
  readonly bytes: Uint8Array
  used: number
  readonly tracks: Array<Track>
}

export const track = (): Track => ({ extents: [], dropped: 0 })

/**
 * Appends to many tracks in slabs of `slabBytes`. Kept audio costs its bytes and one extent per run. Keeps at least the
 * last `keep` bytes over all tracks, or none if `keep` is 0, and frees whole slabs.
 */
export const makeSlabs = (slabBytes: number, keep: number) => {
  const slabs: Array<Slab> = []
  let total = 0

  const free = (slab: Slab): void => {
    for (const owner of slab.tracks) owner.dropped += owner.extents.shift()?.length ?? 0
    total -= slab.used
  }

  return {
    /**
     * Returns a slab that has room for `length` bytes behind `used`. Fill them, then call `take`. Append nothing else
     * in between.
     */
    room: (length: number): Slab => {
      const last = slabs.at(-1)
      if (keep > 0 && last !== undefined && last.used + length <= last.bytes.length) return last
      const slab = {
        bytes: new Uint8Array(keep === 0 || length * 4 > slabBytes ? length : slabBytes),
        used: 0,
        tracks: []
      }
      if (keep > 0) slabs.push(slab)
      return slab
    },
    /** Assigns the next `length` bytes of the slab to a track and returns a view of them, which never changes again. */
    take: (slab: Slab, owner: Track, length: number): Uint8Array => {
      const offset = slab.used
      const last = owner.extents.at(-1)
      const view = slab.bytes.subarray(offset, offset + length)
      if (keep === 0) {
        owner.dropped += length
        return view
      }
      slab.used += length
      total += length
      if (last?.bytes === slab.bytes && last.offset + last.length === offset) last.length += length
      else {
        owner.extents.push({ bytes: slab.bytes, offset, length })
        slab.tracks.push(owner)
      }
      for (let first = slabs[0]; first !== undefined && total - first.used >= keep; first = slabs[0]) {
        free(first)
        slabs.shift()
      }
      return view
    }
  }
}
