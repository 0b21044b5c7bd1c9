import type { AudioFormat } from "@antiphon/audio"
import { SampleReader } from "@antiphon/audio"
import { type Log, makeLog, type Retention } from "./Log.ts"
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

/** What a chunk costs beside its content. */
export const chunkBytes = 64

/** `format` is that of the audio. It is asked for when the first audio is read. */
export const openPart = (
  contentIndex: number,
  type: string,
  retention: Retention,
  format: () => AudioFormat
): OpenPart => {
  const text = makeLog<string>()
  const transcript = makeLog<string>()
  const audio = makeLog<string>()
  let hasWords = false

  const addWords = (log: Log<string>, words: string): void => {
    if (words === "") return
    hasWords = true
    retention.push(log, words, words.length * 2 + chunkBytes)
  }
  const endWords = (log: Log<string>, words: string): void => {
    if (!hasWords) addWords(log, words)
    log.end()
  }
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
      textChunks: () => text.read("first"),
      audioChunks: () => audio.readAs("first", readSamples),
      transcriptChunks: () => transcript.read("first")
    },
    addText: (words) => addWords(text, words),
    addTranscript: (words) => addWords(transcript, words),
    addAudio: (base64) => retention.push(audio, base64, base64.length + chunkBytes),
    endText: (words) => endWords(text, words),
    endTranscript: (words) => endWords(transcript, words),
    endAudio: () => audio.end(),
    end: () => {
      text.end()
      audio.end()
      transcript.end()
    }
  }
}
