/** What a translation session has said, as loops to read. Its oldest chunks are forgotten past 32 MiB. */
import { SampleReader } from "@antiphon/audio"
import type { RealtimeError } from "../RealtimeError.ts"
import { makeLog, makeRetention } from "../responses/Log.ts"
import { chunkBytes } from "../responses/openPart.ts"
import type { TranslationSession } from "./TranslationSession.ts"

const retainedBytes = 32 * 1024 * 1024

export interface Output {
  readonly loops: Pick<TranslationSession, "audioChunks" | "transcriptChunks" | "sourceChunks">
  /** Adds base64 audio. Returns false if it is not base64. */
  readonly addAudio: (base64: string) => boolean
  readonly addTranscript: (text: string) => void
  readonly addSource: (text: string) => void
  readonly end: (error: RealtimeError | undefined) => void
}

export const makeOutput = (): Output => {
  const retention = makeRetention(retainedBytes)
  const audio = makeLog<Int16Array>()
  const transcript = makeLog<string>()
  const source = makeLog<string>()
  const read = SampleReader.make()
  const add = (log: typeof source, text: string): void => retention.push(log, text, text.length * 2 + chunkBytes)

  return {
    loops: {
      audioChunks: () => audio.read("retained"),
      transcriptChunks: () => transcript.read("retained"),
      sourceChunks: () => source.read("retained")
    },
    addAudio: (base64) => {
      const decoded = read(base64)
      if (decoded._tag === "Failure") return false
      const samples = decoded.success
      if (samples.length > 0) retention.push(audio, samples, samples.byteLength + chunkBytes)
      return true
    },
    addTranscript: (text) => add(transcript, text),
    addSource: (text) => add(source, text),
    end: (error) => {
      for (const log of [audio, transcript, source]) log.end(error)
    }
  }
}
