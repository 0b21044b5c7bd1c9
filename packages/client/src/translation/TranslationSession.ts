import type { EventNamed, ProtocolError, Translation, UnknownEvent } from "@antiphon/core"
import type { On } from "../session/makeListeners.ts"
import type { RealtimeError } from "../RealtimeError.ts"
import type { CommandOptions } from "../session/RealtimeSession.ts"
import type { Samples } from "../boundary/samplesOf.ts"

type Name = (typeof Translation.ServerEvent.types)[number]

/**
 * The events of a translation session, by name. `unknown` has events without a name here, and `malformed` those that
 * cannot be read.
 */
export type TranslationEvents = { readonly [T in Name]: EventNamed<typeof Translation.ServerEvent, T> } & {
  readonly unknown: UnknownEvent
  readonly malformed: ProtocolError
}

/**
 * The settings of a translation session. They choose the language, the transcription of the source and noise reduction.
 */
export type TranslationSettings = Translation.SessionTranslationUpdate

/** The configuration as the server has it. */
export type TranslationConfig = Translation.SessionTranslation

/**
 * Translates speech. It takes audio and returns translated speech and both texts, without turns, items or responses.
 *
 * Every loop begins with the oldest chunk that is retained (32 MiB in all) and has its own pace. Loops end when the
 * session is finished or closed here, and throw the reason if the connection ends in another way. Methods throw a
 * {@link RealtimeError}.
 */
export interface TranslationSession extends AsyncDisposable {
  /** The configuration that the server sent last. */
  readonly config: TranslationConfig
  /** The translated speech as PCM16 mono at 24 kHz. */
  audioChunks(): AsyncIterable<Int16Array>
  /** The translated text. Join the pieces as they are. */
  transcriptChunks(): AsyncIterable<string>
  /**
   * The text of the source. Join the pieces as they are. There are none unless `audio.input.transcription` is
   * configured.
   */
  sourceChunks(): AsyncIterable<string>
  /** Resolves with the reason when the connection ends. It never rejects. */
  readonly closed: Promise<RealtimeError>
  /** Subscribes to one kind of event and returns a function that unsubscribes. */
  readonly on: On<TranslationEvents>

  /**
   * Adds the speaker's audio. Takes mono at 24 kHz, as PCM16 or floats. Send silence too, because the server joins
   * audio without gaps. Audio is sent in pieces of 200 ms, and less is held back until more comes. Resolves once the
   * connection accepts the whole pieces.
   */
  sendAudio(samples: Samples, options?: CommandOptions): Promise<void>
  /** Changes the configuration, and returns the whole of it. */
  configure(settings: TranslationSettings, options?: CommandOptions): Promise<TranslationConfig>
  /**
   * Ends the audio. Resolves once the rest is translated and the session is closed. Rejects with `no_answer` if the
   * server sends nothing more in time.
   */
  finish(options?: CommandOptions): Promise<void>
  /** Closes the connection at once. Does nothing if it is closed already. */
  close(): Promise<void>
}
