/** The options of `connect`. */
import type { Provider } from "@antiphon/core"
import type { McpApprovalRequestItem } from "@antiphon/core/shapes"
import type { Speaker } from "@antiphon/session"
import type { EventListener } from "../session/EventListener.ts"
import type { SessionSettings } from "../session/SessionSettings.ts"
import type { RealtimeTools, ToolSchemas } from "../tools/RealtimeTool.ts"
import type { OpeningOptions } from "./OpeningOptions.ts"

interface CommonOptions extends OpeningOptions {
  /**
   * The server, e.g. `xai({ key })` of `@antiphon/providers`, in place of `key`, `authorization` and `url`. What the server
   * does differently is translated. What it cannot do is refused when it is asked for.
   */
  readonly provider?: Provider
  /**
   * Plays the model's audio, e.g. a player of `@antiphon/audio`. The server learns what was heard only if there is a
   * speaker. In a call of `@antiphon/transport-webrtc` the speaker of `openSpeaker` plays the track of the call.
   */
  readonly speaker?: Speaker
  /**
   * Settings that are sent before anything else, e.g. `{ instructions: "Be brief.", voice: "marin" }`. If the server refuses
   * them, `connect` rejects with `refused` and the server's words.
   */
  readonly session?: SessionSettings
  /** Called with each event of both directions from the first on. See `onEvent` of the session. */
  readonly onEvent?: EventListener
  /**
   * Whether the conversation outlives its connection. Defaults to true.
   *
   * After a loss, and before the server ends the session, the client opens another connection. It reads the key again
   * and sends the new session what was said. `resumed` lists what could not be kept. If false, the session ends with
   * its connection. Pass an object to reconnect with other settings.
   */
  readonly reconnect?: boolean | ReconnectOptions
}

/** How a session reconnects. Waits between attempts grow and are random, so that many clients do not return in step. */
export interface ReconnectOptions {
  /** How long to try after a loss, in ms. Defaults to 5 min. */
  readonly timeoutMs?: number
}

/** A provider may have a model of its own. */
type Served =
  | {
      /** E.g. `gpt-realtime`. */
      readonly model: string
    }
  | {
      readonly provider: Provider
      /** Defaults to the provider's. */
      readonly model?: string
    }

export type ConversationOptions<T extends ToolSchemas = {}> = ConversationSettings<T> & Served

interface ConversationSettings<T extends ToolSchemas> extends CommonOptions {
  readonly intent?: "conversation"
  /**
   * Functions that the model may call. They replace the tools that came with the key, and stay in every later
   * configuration.
   *
   * Calls run once their response is complete. Each output is sent as its call ends. After the last one response is
   * requested. A failure is an output that says why. A tool that takes long answers with `progress` and delivers later.
   */
  readonly tools?: RealtimeTools<T>
  /** The most calls that run at the same time. Defaults to 4. */
  readonly toolConcurrency?: number
  /**
   * Called before a remote (MCP) call that requires approval. Without it such a call waits until you add an approval
   * item. An error means no. The signal is aborted when the answer is no longer needed.
   */
  readonly approveMcp?: (
    request: McpApprovalRequestItem,
    context: { readonly signal: AbortSignal }
  ) => boolean | Promise<boolean>
}

/** Options of a session that joins a call beside the client that opened it, e.g. on your server, to run tools there. */
export interface SidebandOptions<T extends ToolSchemas = {}> extends ConversationSettings<T> {
  /** The id of the call, `rtc_…`. The audio stays in the call. The session ends with its connection. */
  readonly callId: string
  readonly model?: undefined
}

/** Options of a session that only transcribes the user. `configure` chooses the model. */
export interface TranscriptionOptions extends CommonOptions {
  readonly intent: "transcription"
}

export type ConnectOptions<T extends ToolSchemas = {}> =
  | ConversationOptions<T>
  | SidebandOptions<T>
  | TranscriptionOptions
