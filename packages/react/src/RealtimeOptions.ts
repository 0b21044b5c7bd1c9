import type { ConversationOptions, ToolSchemas } from "@antiphon/client"
import type { MicrophoneOptions, SpeakerOptions } from "@antiphon/client/browser"

/**
 * Options of `useRealtime`, which are those of `connect` and these. They may change with every render. `start` reads the
 * latest, and the tools that run are always the latest.
 */
export type RealtimeOptions<T extends ToolSchemas = {}> = ConversationOptions<T> & {
  /** The user talks only while the talk button is held, and the server detects no turns. Defaults to false. */
  readonly pushToTalk?: boolean
  /** Options of the microphone, or `false` for a conversation without one. */
  readonly microphone?: MicrophoneOptions | false
  /** Options of the speaker that is opened if there is no `speaker`. */
  readonly output?: SpeakerOptions
}
