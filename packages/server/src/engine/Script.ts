/** What the scripted engine plays. */
import type { McpListedTool } from "@antiphon/core/shapes"
import type { McpCall } from "./Contract.ts"

/** One response, and the user's turn before it. */
export interface ScriptedTurn {
  /**
   * What the user said. It is the transcript of the turn if the session asks for one. Absent if no spoken turn
   * precedes.
   */
  readonly heard?: string
  /** The log probability of each word of `heard`, for sessions that include them. Defaults to 0, which is certain. */
  readonly logprobs?: ReadonlyArray<number>
  /** A text part before what is said. It is not spoken, also in a spoken answer. */
  readonly write?: string
  /** The answer, in a message before any calls. */
  readonly say?: string
  /** A recording of the answer, 24 kHz PCM16 mono. Without it the words become tones. */
  readonly voice?: Int16Array
  /** The functions to call, in this order. The next turn follows their outputs. */
  readonly calls?: ReadonlyArray<ScriptedCall>
  /** The remote tools to call after the functions. A tool that needs an approval is called once the client approves. */
  readonly mcpCalls?: ReadonlyArray<ScriptedMcpCall>
  /** The response fails with this message after everything else. */
  readonly fail?: string
}

/** A function call of a script. */
export interface ScriptedCall {
  readonly name: string
  /** Sent as JSON. */
  readonly arguments: Readonly<Record<string, unknown>>
}

/** A remote call and its result, an `output` or an `error`. */
export interface ScriptedMcpCall extends ScriptedCall {
  readonly serverLabel: string
  readonly result: McpCall["result"]
}

/** What is answered whenever the user says something. */
export interface ScriptedAnswer extends ScriptedTurn {
  /** Words that the user's message contains, whatever its case and punctuation. */
  readonly when: string
  /** What follows the outputs of its `calls`. */
  readonly then?: ScriptedTurn
}

/** The turns of a script. After the last turn the first one follows again. */
export interface Script {
  readonly turns: readonly [ScriptedTurn, ...ReadonlyArray<ScriptedTurn>]
  /** Answers that are preferred to the turns. The first one fits whose words the user said. */
  readonly answers?: ReadonlyArray<ScriptedAnswer>
  /** The tools of remote MCP servers, by `server_label`. */
  readonly mcpTools?: Readonly<Record<string, ReadonlyArray<McpListedTool>>>
  /** The speed of the audio as a factor of real time. By default all audio is sent at once. */
  readonly pace?: number
}
