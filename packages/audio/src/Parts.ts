import type { PartRef, TranscriptPiece } from "./Assembled.ts"
import { type Track, track } from "./Slabs.ts"

/** A content part while it is assembled. */
export interface Part {
  readonly ref: PartRef
  readonly outputIndex: number
  readonly track: Track
  pieces: Array<TranscriptPiece>
  transcript: string
  samples: number
  /** The first byte of a sample whose second has not come. */
  carry: number | undefined
  ended: boolean
  transcribed: boolean
}

const rememberedResponses = 64

/** The parts by response. Where `forgets`, the oldest responses beyond 64 go once they have ended and no audio is kept of them. */
export const makeParts = (forgets: boolean) => {
  const responses = new Map<string, Array<Part>>()

  const forget = (): void => {
    for (const [id, parts] of responses) {
      if (responses.size <= rememberedResponses) return
      if (!parts.every((part) => part.ended && part.track.extents.length === 0)) return
      responses.delete(id)
    }
  }

  return {
    find: ({ responseId, itemId, contentIndex }: PartRef): Part | undefined =>
      responses.get(responseId)?.find(({ ref }) => ref.itemId === itemId && ref.contentIndex === contentIndex),
    open: (ref: PartRef, outputIndex: number): Part => {
      const part: Part = {
        ref,
        outputIndex,
        track: track(),
        pieces: [],
        transcript: "",
        samples: 0,
        carry: undefined,
        ended: false,
        transcribed: false
      }
      const parts = [...(responses.get(ref.responseId) ?? []), part]
      parts.sort((a, b) => a.outputIndex - b.outputIndex || a.ref.contentIndex - b.ref.contentIndex)
      responses.set(ref.responseId, parts)
      if (forgets) forget()
      return part
    },
    ofResponse: (responseId: string): ReadonlyArray<Part> => responses.get(responseId) ?? [],
    all: (): ReadonlyArray<Part> => [...responses.values()].flat()
  }
}
