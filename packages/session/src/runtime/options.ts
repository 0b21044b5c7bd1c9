/** The options of a session that outlives its connections, and what the machine has to know of them. */
import * as Duration from "effect/Duration"
import type * as Schedule from "effect/Schedule"
import type { MachineOptions } from "../machine/State.ts"
import type { SessionOptions } from "../Session.ts"

/** How a session goes from one connection to the next. */
export interface ReconnectingOptions extends SessionOptions {
  /**
   * How long a session tries to come back after a loss. Defaults to 5 min. The first try comes at once. Each further wait is
   * drawn at random up to a longest wait, which doubles from 0.5 s to 30 s. The first three waits are at least 60 % of it, the
   * others at least 20 %.
   */
  readonly patience?: Duration.Input
  /** The waits before further tries, in place of those of `patience`. The session ends when the schedule does. */
  readonly retry?: Schedule.Schedule<unknown>
  /**
   * How long before the server ends the session to look for a moment between turns at which to move. Defaults to 2 min, and is
   * at most half of the session's life. If no moment comes, the session moves a `commandTimeout` before the end.
   */
  readonly margin?: Duration.Input
  /**
   * How much of the user's latest audio to keep. Defaults to 30 s. Audio that the server has made no turn of is sent to the
   * next connection, once. Turns without a transcript are replayed as audio.
   */
  readonly keptAudio?: Duration.Input
  /** Whether turns whose audio is kept go as audio though there is a transcript. */
  readonly replayAudio?: boolean
  /** How many of the newest items are replayed at most. Defaults to 500. */
  readonly replayItems?: number
  /** How many bytes these items have at most, the user's audio aside. Defaults to 1 MiB. */
  readonly replayBytes?: number
}

/** The machine counts in ms. */
const millis = (duration: Duration.Input): number => Duration.toMillis(Duration.fromInputUnsafe(duration))

/** What the machine has to know of a session over one connection. */
export const machineOptions = ({
  approveMcp,
  commandTimeout,
  policy,
  speaker,
  tools
}: SessionOptions): Partial<MachineOptions> => ({
  commandMs: millis(commandTimeout ?? "10 seconds"),
  speakerRate: speaker?.rate,
  runsTools: tools !== undefined,
  approves: approveMcp !== undefined,
  ...(policy === undefined ? {} : { policy })
})

/** What it has to know of a session that outlives its connections. */
export const reconnectingOptions = (
  options: Omit<ReconnectingOptions, "retry">,
  asksWaits: boolean
): Partial<MachineOptions> => ({
  ...machineOptions(options),
  marginMs: millis(options.margin ?? "2 minutes"),
  patienceMs: millis(options.patience ?? "5 minutes"),
  asksWaits,
  keptMs: millis(options.keptAudio ?? "30 seconds"),
  replayAudio: options.replayAudio === true,
  budget: { items: options.replayItems ?? 500, bytes: options.replayBytes ?? 1 << 20 }
})
