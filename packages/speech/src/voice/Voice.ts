import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { SpeechError } from "../SpeechError.ts"
import { fliteVoice } from "./FliteVoice.ts"
import * as Line from "./Line.ts"
import { cut, speakable } from "./pieces.ts"
import * as Thread from "./Thread.ts"
import type { Spawn } from "./VoiceWorker.ts"

/** How to speak. */
export interface VoiceSettings {
  /** A voice name of the protocol or of flite; see {@link fliteVoice}. */
  readonly name: string
  /** 0.25 to 1.5 times normal speed; what lies outside means the nearest of them. */
  readonly speed: number
}

/** A voice that works offline: flite, in a thread of its own. */
export interface Voice {
  /**
   * The audio of a text that arrives in pieces: 24 kHz PCM16 mono in blocks of 100 ms, sentence by sentence, as soon as a
   * sentence is whole. Works ahead of its consumer by at most 5 s and a sentence. Interrupting it stops the work. Speakers
   * take turns by the sentence. Letters that flite cannot read are silent.
   */
  readonly speak: <E, R>(
    voice: VoiceSettings,
    text: Stream.Stream<string, E, R>
  ) => Stream.Stream<Int16Array, E | SpeechError, R>
}

/** Blocks that may wait for the consumer. */
const blocksAhead = 50

export const make = Effect.fnUntraced(function* (spawn: Spawn): Effect.fn.Return<Voice, SpeechError, Scope.Scope> {
  const thread = Thread.make(spawn)
  const line = yield* Line.make(thread)
  yield* thread.ready
  return {
    speak: ({ name, speed }, text) =>
      text.pipe(
        Stream.mapAccum(
          () => "",
          (rest, more) => cut(rest + more),
          { onHalt: (rest) => [rest] }
        ),
        Stream.map(speakable),
        Stream.filter((sentence) => sentence !== ""),
        Stream.flatMap((sentence) =>
          line.speak({ voice: fliteVoice(name), speed: Math.min(1.5, Math.max(0.25, speed)), text: sentence })
        ),
        Stream.buffer({ capacity: blocksAhead })
      )
  }
})
