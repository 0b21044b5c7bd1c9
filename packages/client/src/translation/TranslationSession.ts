import type { EventNamed, ProtocolError, Translation, UnknownEvent } from "@antiphon/core"
import type { On } from "../session/makeListeners.ts"
import type { RealtimeError } from "../RealtimeError.ts"
import type { CommandOptions } from "../session/RealtimeSession.ts"
import type { Samples } from "../boundary/samplesOf.ts"

type Name = (typeof Translation.ServerEvent.types)[number]

/** What a translation session tells, by name: every event, `unknown` for those without a name here, `malformed` for the rest. */
export type TranslationEvents = { readonly [T in Name]: EventNamed<typeof Translation.ServerEvent, T> } & {
  readonly unknown: UnknownEvent
  readonly malformed: ProtocolError
}

/** What a translation session may be configured with: the language spoken, whether the source is transcribed, noise reduction. */
export type TranslationSettings = Translation.SessionTranslationUpdate

/** The configuration as the server has it. */
export type TranslationConfig = Translation.SessionTranslation

/**
 * An interpreter: audio in, translated speech and both texts out, without turns, items or responses. Every loop over what
 * it says begins with the oldest that is retained (32 MiB in all) and goes at its own pace. Loops end when the session is
 * finished or closed here, and throw why when the connection ends in another way. What its methods throw is always a
 * {@link RealtimeError}.
 */
export interface TranslationSession extends AsyncDisposable {
  /** As the server last told it. */
  readonly config: TranslationConfig
  /** The translated speech: PCM16 mono, 24 kHz. */
  audioChunks(): AsyncIterable<Int16Array>
  /** The translation, in pieces to be joined as they are. */
  transcriptChunks(): AsyncIterable<string>
  /** What was said, in pieces to be joined as they are; nothing unless `audio.input.transcription` is configured. */
  sourceChunks(): AsyncIterable<string>
  /** Why the connection ended; never rejects. */
  readonly closed: Promise<RealtimeError>
  /** Calls the listener at each event of a name, until the function that it gives back is called. */
  readonly on: On<TranslationEvents>

  /**
   * Adds to the speaker's audio: mono, 24 kHz, PCM16 or floats as a conversation takes them. Send silence too: a gap is heard as if nothing had been between. It goes in
   * pieces of 200 ms; less is held until more comes. Resolves once the connection takes what is whole.
   */
  sendAudio(samples: Samples, options?: CommandOptions): Promise<void>
  /** Changes the configuration; gives the whole of it as it is from then on. */
  configure(settings: TranslationSettings, options?: CommandOptions): Promise<TranslationConfig>
  /** No more audio comes: resolves once the rest is translated and the session is closed. `no_answer` where nothing more comes in time. */
  finish(options?: CommandOptions): Promise<void>
  /** Closes the connection at once. Closed already, it does nothing. */
  close(): Promise<void>
}
