/** The flags of `antiphon serve`, read. */
import type { DoubleName } from "@antiphon/providers/double"
import type * as Option from "effect/Option"
import type { EngineName } from "./engines.ts"
import type { Chances } from "./faults.ts"
import type { PhoneOptions } from "./phoneCalls.ts"
import type { HttpOptions, TlsOptions } from "./httpServer.ts"

/** What the server answers with, whom it admits, and the limits of each session. */
export interface ServerOptions extends HttpOptions, TlsOptions, PhoneOptions {
  readonly engine: EngineName
  /** The file with the turns of the scripted engine. */
  readonly script: Option.Option<string>
  /** The pages that may connect. */
  readonly origins: ReadonlyArray<string>
  /** The provider to speak like, at its addresses and in its dialect. */
  readonly as: Option.Option<DoubleName>
  /** Whether clients of the beta are served too. */
  readonly speaksBeta: boolean
  /** How many sessions may run at once. */
  readonly maxConnections: number
  /** The longest event that a client may send. A longer one ends its connection. */
  readonly maxFrameBytes: number
  /** How long a session may last. */
  readonly maxSessionSeconds: number
  /** How much audio a client may append without committing it. */
  readonly maxAudioSeconds: number
  /** The folder for recordings. */
  readonly record: Option.Option<string>
  /** Makes the ids and the faults of each session the same in every run. Defaults to a random seed. */
  readonly seed: Option.Option<string>
  /** The faults to inject into every kind of session. */
  readonly faults: Chances | undefined
}
