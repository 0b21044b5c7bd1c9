/** The readers of a whole response, over the loops of its items and parts. */
import * as Pcm16 from "@antiphon/audio/pcm16"
import { callOf } from "../boundary/traced.ts"
import { tracedSteps } from "./Log.ts"
import { makeReading, type Reading } from "./Reading.ts"
import type { RealtimeItem, RealtimePart, RealtimeResponse, ResponseEnd } from "./RealtimeResponse.ts"

type Chunks<A> = (part: RealtimePart) => AsyncIterable<A>

const words = (pieces: ReadonlyArray<string>): string => pieces.join("")

/** `items` are those of the response, and `done` is its end. */
export const flatReaders = (
  items: AsyncIterable<RealtimeItem>,
  done: Promise<ResponseEnd>
): Pick<RealtimeResponse, "text" | "transcript" | "audio"> => {
  async function* walk<A>(chunksOf: Chunks<A>): AsyncGenerator<A, void, void> {
    for await (const item of items) {
      for await (const part of item) yield* chunksOf(part)
    }
    const { error } = await done
    if (error !== undefined) throw error
  }
  const text: Chunks<string> = (part) => part.wordChunks()
  const transcript: Chunks<string> = (part) => part.transcriptChunks()
  const audio: Chunks<Int16Array> = (part) => part.audioChunks()
  /** A method that returns the reading. */
  const reader = <A, B>(join: (pieces: ReadonlyArray<A>) => B, chunksOf: Chunks<A>) => {
    const read = (): Reading<A, B> => makeReading(() => tracedSteps(walk(chunksOf)), join, callOf(read))
    return read
  }
  return {
    text: reader(words, text),
    transcript: reader(words, transcript),
    audio: reader(Pcm16.concat, audio)
  }
}
