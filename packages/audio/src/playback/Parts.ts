import type { PartRef, TranscriptPiece } from "./Assembled.ts"
import type { Carry } from "../samples/SampleReader.ts"
import { type Track, track } from "./Slabs.ts"

/** Whether a content part of this type has audio. */
export const isAudio = (type: string | null | undefined): boolean => type === "audio" || type === "output_audio"

/** A content part while it is assembled. */
export interface Part extends Carry {
  readonly ref: PartRef
  readonly outputIndex: number
  readonly track: Track
  pieces: Array<TranscriptPiece>
  transcript: string
  samples: number
  ended: boolean
  transcribed: boolean
}

const rememberedResponses = 64

/** The parts of one response. `sorted` is what was asked for last, until another part is opened. */
interface Opened {
  readonly byName: Map<string, Part>
  sorted: ReadonlyArray<Part> | undefined
}

const nameOf = ({ contentIndex, itemId }: PartRef): string => `${contentIndex} ${itemId}`

const inOrder = (opened: Opened): ReadonlyArray<Part> =>
  (opened.sorted ??= [...opened.byName.values()].toSorted(
    (a, b) => a.outputIndex - b.outputIndex || a.ref.contentIndex - b.ref.contentIndex
  ))

/**
 * The parts by response. A part costs the same however many there are. If `forgets` is set, the oldest responses beyond 64
 * go once they have ended and no audio is kept of them.
 */
export const makeParts = (forgets: boolean) => {
  const responses = new Map<string, Opened>()

  const forget = (): void => {
    for (const [id, opened] of responses) {
      if (responses.size <= rememberedResponses) return
      for (const part of opened.byName.values()) if (!part.ended || part.track.extents.length > 0) return
      responses.delete(id)
    }
  }

  return {
    find: (ref: PartRef): Part | undefined => responses.get(ref.responseId)?.byName.get(nameOf(ref)),
    /** Opens a part. Without an index it stands behind those that are there. */
    open: (ref: PartRef, outputIndex: number | null | undefined): Part => {
      const opened = responses.get(ref.responseId) ?? { byName: new Map<string, Part>(), sorted: undefined }
      const part: Part = {
        ref,
        outputIndex: outputIndex ?? opened.byName.size,
        track: track(),
        pieces: [],
        transcript: "",
        samples: 0,
        carry: undefined,
        ended: false,
        transcribed: false
      }
      opened.byName.set(nameOf(ref), part)
      opened.sorted = undefined
      responses.set(ref.responseId, opened)
      if (forgets) forget()
      return part
    },
    ofResponse: (responseId: string): ReadonlyArray<Part> => {
      const opened = responses.get(responseId)
      return opened === undefined ? [] : inOrder(opened)
    },
    all: (): ReadonlyArray<Part> => [...responses.values()].flatMap(inOrder)
  }
}
