import type { AudioFormat } from "@antiphon/audio"
import { SampleReader } from "@antiphon/audio"
import { makeLog, type Retention } from "./Log.ts"
import type { RealtimePart } from "./RealtimeResponse.ts"

/** A content part that still grows. */
export interface OpenPart {
  readonly part: RealtimePart
  readonly addText: (text: string) => void
  readonly addTranscript: (text: string) => void
  /** Adds base64 audio. Each loop decodes it when it reads it, so that audio that is never read costs no decoding. */
  readonly addAudio: (base64: string) => void
  /** The text is complete. Adds it if none of it came in pieces. */
  readonly endText: (text: string) => void
  /** The transcript is complete. Adds it if none of it came in pieces. */
  readonly endTranscript: (text: string) => void
  readonly endAudio: () => void
  readonly end: () => void
}

interface Words {
  readonly text: string
  /** Whether it is of a transcript. */
  readonly isSpoken: boolean
}

/** What a chunk costs beside its content. */
export const chunkBytes = 64

/** `format` is that of the audio. It is asked for when the first audio is read. */
export const openPart = (
  contentIndex: number,
  type: string,
  retention: Retention,
  format: () => AudioFormat
): OpenPart => {
  /** A part has text or a transcript. Both are in one log, so that they can be read as one. */
  const words = makeLog<Words>()
  const audio = makeLog<string>()
  let hasWords = false

  const addWords = (text: string, isSpoken: boolean): void => {
    if (text === "") return
    hasWords = true
    retention.push(words, { text, isSpoken }, text.length * 2 + chunkBytes)
  }
  const endWords = (text: string, isSpoken: boolean): void => {
    if (!hasWords) addWords(text, isSpoken)
    words.end()
  }
  const readWords = (wanted: (words: Words) => boolean) =>
    words.readAs("first", () => (each) => (wanted(each) ? each.text : undefined))
  const readSamples = () => {
    const read = SampleReader.make(format())
    return (base64: string): Int16Array | undefined => {
      const decoded = read(base64)
      return decoded._tag === "Success" && decoded.success.length > 0 ? decoded.success : undefined
    }
  }

  return {
    part: {
      contentIndex,
      type,
      wordChunks: () => readWords(() => true),
      textChunks: () => readWords(({ isSpoken }) => !isSpoken),
      audioChunks: () => audio.readAs("first", readSamples),
      transcriptChunks: () => readWords(({ isSpoken }) => isSpoken)
    },
    addText: (added) => addWords(added, false),
    addTranscript: (added) => addWords(added, true),
    addAudio: (base64) => retention.push(audio, base64, base64.length + chunkBytes),
    endText: (whole) => endWords(whole, false),
    endTranscript: (whole) => endWords(whole, true),
    endAudio: () => audio.end(),
    end: () => {
      words.end()
      audio.end()
    }
  }
}
