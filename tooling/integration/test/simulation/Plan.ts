/** The settings of a story's parts, which its seed decides before anything happens. */
import type { SessionRequest } from "@antiphon/core/shapes"
import type { Fault } from "@antiphon/server"
import type { Policy } from "@antiphon/session"
import type { Numbers } from "./Numbers.ts"
import type { Odd } from "./Oddities.ts"

export interface Plan extends Odd {
  /** Whether the session outlives its connections by itself. */
  readonly lasts: boolean
  readonly audio: "events" | "tracks"
  /** How long a frame is under way, ms. If `undefined`, it arrives at once. */
  readonly delayMs: number | undefined
  readonly policy: Policy
  readonly turns: Turns
  readonly transcription: string | null
  readonly chances: Readonly<Partial<Record<Fault, number>>>
  readonly tokensPerMinute: number | null
  /** Life of each session but the last, ms. */
  readonly sessionMs: number
  /** How many times faster than real time the model speaks. If `undefined`, its audio comes all at once. */
  readonly pace: number | undefined
  /** What of the rendered audio has not reached the ear yet, ms. */
  readonly latencyMs: number
  /** How long the speaker takes to say how far it came, ms. */
  readonly clearMs: number
  /** Whether its position is exact, or known in steps of 100 ms. */
  readonly exact: boolean
  readonly toolConcurrency: number
  /** How many things the user does. */
  readonly steps: number
}

/** How the user's turns are detected. `null` is push to talk. */
export type Turns = {
  readonly type: "server_vad" | "semantic_vad"
  readonly create_response: boolean
  readonly interrupt_response: boolean
} | null

export const turns = ({ chance, pick }: Numbers): Turns =>
  chance(0.15)
    ? null
    : { type: pick(["server_vad", "semantic_vad"]), create_response: chance(0.8), interrupt_response: chance(0.75) }

const mishaps: readonly [Plan["chances"], ...ReadonlyArray<Plan["chances"]>] = [
  { late: 0.03 },
  { duplicate: 0.05 },
  { malformed: 0.015 },
  { cut: 0.008 },
  { expire: 0.008 },
  { "half-open": 0.006 },
  { "rate-limit": 0.3 },
  { late: 0.02, duplicate: 0.03, cut: 0.004 },
  { malformed: 0.01, duplicate: 0.02, expire: 0.004, "rate-limit": 0.1 }
]

/** If an event has no id of its own, one that comes twice is no different from two that say the same. */
const befallable = (chances: Plan["chances"], { manners }: Odd): Plan["chances"] =>
  manners.eventIds === "fresh" && manners.sparse === 0 && manners.bent === 0 ? chances : { ...chances, duplicate: 0 }

export const plan = (numbers: Numbers, odd: Odd): Plan => {
  const { between, chance, pick } = numbers
  return {
    ...odd,
    lasts: chance(0.5),
    audio: chance(0.3) ? "tracks" : "events",
    delayMs: chance(0.5) ? between(1, 80) : undefined,
    policy: pick(["queue", "replace", "reject"]),
    turns: turns(numbers),
    transcription: pick([null, "whisper-1", "gpt-4o-transcribe"]),
    chances: befallable(chance(0.45) ? {} : pick(mishaps), odd),
    tokensPerMinute: chance(0.08) ? 150 : null,
    sessionMs: chance(0.12) ? between(4, 20) * 1000 : 60 * 60_000,
    pace: chance(0.3) ? undefined : 1 + numbers.next() * 4,
    latencyMs: chance(0.5) ? 0 : between(1, 60),
    clearMs: chance(0.5) ? 0 : between(1, 40),
    exact: chance(0.5),
    toolConcurrency: pick([1, 2, 4]),
    steps: between(4, 16)
  }
}

/** The configuration that the user asks for first. */
export const configuration = (
  { transcription, turns }: Pick<Plan, "transcription" | "turns">,
  tools: ReadonlyArray<{ readonly type: "function"; readonly name: string }>
): SessionRequest => ({
  type: "realtime",
  tools,
  audio: {
    input: {
      turn_detection: turns,
      transcription: transcription === null ? null : { model: transcription }
    }
  }
})
