/**
 * The voice: text is split into sentences, which wait for one thread. It knows no platform, only a way to start a
 * worker.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { needStream, needVoice } from "../check.ts"
import type { SpeechError } from "../SpeechError.ts"
import { fliteVoice } from "./FliteVoice.ts"
import { speakable, split } from "./pieces.ts"
import * as SentenceQueue from "./SentenceQueue.ts"
import * as Thread from "./Thread.ts"
import type { Spawn } from "./VoiceWorker.ts"

/** How to speak. */
export interface VoiceSettings {
  /** A voice name of the protocol or of flite. See {@link fliteVoice}. */
  readonly name: string
  /** The speed as a factor of normal speed, 0.25 to 1.5. A value outside is taken as the nearest limit. */
  readonly speed: number
}

/** A voice that works offline. It is flite in a thread of its own. */
export interface Voice {
  /**
   * Speaks a text that arrives in pieces. Returns 24 kHz PCM16 mono in blocks of 100 ms. Each sentence is spoken as
   * soon as it is complete.
   *
   * Works at most 5 s and one sentence ahead of its consumer. Interrupting the stream stops the work. Texts that are
   * spoken at the same time take turns by the sentence. Letters that flite cannot read are silent.
   */
  readonly speak: <E, R>(
    voice: VoiceSettings,
    text: Stream.Stream<string, E, R>
  ) => Stream.Stream<Int16Array, E | SpeechError, R>
}

/** How many blocks may wait for the consumer: 5 s. */
const blocksAhead = 50

/** Makes a voice once its first worker is ready. The scope ends the worker. */
export const make = Effect.fnUntraced(function* (spawn: Spawn): Effect.fn.Return<Voice, SpeechError, Scope.Scope> {
  const thread = Thread.make(spawn)
  const queue = yield* SentenceQueue.make(thread)
  yield* thread.ready
  const speak: Voice["speak"] = (settings, text) => {
    needVoice(settings, speak)
    needStream(text, speak, 'a Stream of text, e.g. Stream.make("Good morning.")')
    const { name, speed } = settings
    return text.pipe(
      Stream.mapAccum(
        () => "",
        (rest, more) => split(rest + more),
        { onHalt: (rest) => [rest] }
      ),
      Stream.map(speakable),
      Stream.filter((sentence) => sentence !== ""),
      Stream.flatMap((sentence) =>
        queue.speak({ voice: fliteVoice(name), speed: Math.min(1.5, Math.max(0.25, speed)), text: sentence })
      ),
      Stream.buffer({ capacity: blocksAhead })
    )
  }
  return { speak }
})
