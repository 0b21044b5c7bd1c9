/** The settings of a story's parts, which its seed decides before anything happens. */
import type { SessionRequest, Tool } from "@antiphon/core/shapes"
import type { Fault } from "@antiphon/server"
import type { Policy } from "@antiphon/session"
import type { Latency } from "../world/Lane.ts"
import type { Numbers } from "../world/Numbers.ts"
import { nothingOdd, type Odd } from "./Oddities.ts"

export interface Plan extends Odd {
  readonly kind: "realtime" | "transcription"
  /** Whether the session outlives its connections by itself. */
  readonly lasts: boolean
  readonly audio: "events" | "tracks"
  /** The format of the audio in events, both ways. */
  readonly format: "audio/pcm" | "audio/pcmu" | "audio/pcma"
  /** Whether frames travel as text, which is coded and decoded. Otherwise the events themselves travel. */
  readonly asText: boolean
  /** How long a frame is under way. If `undefined`, it arrives at once. */
  readonly latency: Latency | undefined
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
  /** How fast the speaker's own clock runs. */
  readonly speed: number
  /** When the speaker stands still, and for how long, ms. */
  readonly pauses: ReadonlyArray<{ readonly fromMs: number; readonly forMs: number }>
  readonly toolConcurrency: number
  /** Whether calls of a remote server need an approval, or `undefined` if there is no remote server. */
  readonly approval: "always" | "never" | undefined
  /** Whether a resumed session replays the user's audio. */
  readonly replayAudio: boolean
  /** How likely a dial opens no connection, in a session that outlives its connections. */
  readonly dialsFail: number
  /** Whether the application says how long to wait before the next dial. */
  readonly asksWaits: boolean
  /** Whether the speaker says how far it came when it stops. */
  readonly tellsPosition: boolean
}

/** How the user's turns are detected. `null` is push to talk. */
export type Turns = {
  readonly type: "server_vad" | "semantic_vad"
  readonly create_response: boolean
  readonly interrupt_response: boolean
  readonly idle_timeout_ms?: number
} | null

export const turns = ({ between, chance, pick }: Numbers): Turns => {
  if (chance(0.15)) return null
  const type = pick(["server_vad", "semantic_vad"] as const)
  const idles = type === "server_vad" && chance(0.15)
  return {
    type,
    create_response: chance(0.8),
    interrupt_response: chance(0.75),
    ...(idles ? { idle_timeout_ms: between(5000, 9000) } : {})
  }
}

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

/** A story in which nothing is special. */
export const plain: Plan = {
  ...nothingOdd,
  kind: "realtime",
  lasts: false,
  audio: "events",
  format: "audio/pcm",
  asText: false,
  latency: undefined,
  policy: "queue",
  turns: { type: "server_vad", create_response: true, interrupt_response: true },
  transcription: null,
  chances: {},
  tokensPerMinute: null,
  sessionMs: 60 * 60_000,
  pace: undefined,
  latencyMs: 0,
  clearMs: 0,
  exact: true,
  speed: 1,
  pauses: [],
  toolConcurrency: 1,
  approval: undefined,
  replayAudio: false,
  dialsFail: 0,
  asksWaits: false,
  tellsPosition: true
}

export const plan = (numbers: Numbers, odd: Odd): Plan => {
  const { between, chance, next, pick } = numbers
  const audio = chance(0.3) ? "tracks" : "events"
  const leastMs = between(1, 60)
  return {
    ...odd,
    kind: chance(0.08) ? "transcription" : "realtime",
    lasts: chance(0.5),
    audio,
    format: audio === "events" && chance(0.08) ? pick(["audio/pcmu", "audio/pcma"]) : "audio/pcm",
    asText: chance(0.1),
    latency: chance(0.5) ? { leastMs, mostMs: leastMs + (chance(0.5) ? 0 : between(1, 30)) } : undefined,
    policy: pick(["queue", "replace", "reject"]),
    turns: turns(numbers),
    transcription: pick([null, "whisper-1", "gpt-4o-transcribe"]),
    chances: befallable(chance(0.45) ? {} : pick(mishaps), odd),
    tokensPerMinute: chance(0.08) ? 150 : null,
    sessionMs: chance(0.12) ? between(4, 20) * 1000 : 60 * 60_000,
    pace: chance(0.3) ? undefined : 1 + next() * 4,
    latencyMs: chance(0.5) ? 0 : between(1, 60),
    clearMs: chance(0.5) ? 0 : between(1, 40),
    exact: chance(0.5),
    speed: chance(0.6) ? 1 : 0.97 + 0.06 * next(),
    pauses: chance(0.8) ? [] : [{ fromMs: between(200, 8000), forMs: between(50, 600) }],
    toolConcurrency: pick([1, 2, 4]),
    approval: chance(0.15) ? pick(["always", "always", "never"]) : undefined,
    replayAudio: chance(0.2),
    dialsFail: chance(0.2) ? 0.4 : 0,
    asksWaits: chance(0.15),
    tellsPosition: chance(0.95)
  }
}

/** The remote server whose tools a story's model may call. */
export const remoteLabel = "remote"

/** Tools that the model may call. */
export const toolNames = ["slow", "failing", "brittle", "quick"] as const

/** The configuration that the user asks for first. */
export const configuration = ({ approval, format, kind, transcription, turns: detection }: Plan): SessionRequest => {
  const coded = format === "audio/pcm" ? {} : { format: { type: format } }
  const input = {
    turn_detection: detection,
    transcription: transcription === null ? null : { model: transcription },
    ...coded
  }
  if (kind === "transcription") return { type: "transcription", audio: { input } }
  const functions = toolNames.map((name): Tool => ({ type: "function", name }))
  const remote: ReadonlyArray<Tool> =
    approval === undefined
      ? []
      : [{ type: "mcp", server_label: remoteLabel, server_url: "https://tools.example", require_approval: approval }]
  return {
    type: "realtime",
    tools: [...functions, ...remote],
    audio: { input, ...(format === "audio/pcm" ? {} : { output: { format: { type: format } } }) }
  }
}
