/** What happens in a story. It is drawn from the seed. */
import type * as Live from "@antiphon/core/live"
import type { LiveMachine } from "@antiphon/live"
import { type Numbers, numbers } from "../simulation/world/Numbers.ts"

/** The names of the clients. The second one is a sideband. */
export type Name = "primary" | "sideband"

/** Something that a client does. */
export type Act = { readonly at: number; readonly by: Name } & (
  | { readonly _tag: "Ask"; readonly command: LiveMachine.LiveCommand; readonly ms: number }
  | { readonly _tag: "Withdraw" }
  | { readonly _tag: "Close" }
  | { readonly _tag: "Drop" }
)

export interface Plan {
  readonly seed: number
  readonly session: Live.SessionStartConfig
  /** How long a session lasts. */
  readonly sessionMs: number
  /** How long the caller waits for answers. */
  readonly commandMs: number
  readonly latency: { readonly leastMs: number; readonly mostMs: number }
  /** When the sideband joins, if one does. */
  readonly joinsAt: number | undefined
  /** When the caller speaks, in ms of the call. */
  readonly speech: ReadonlyArray<{ readonly from: number; readonly to: number }>
  /** The length of one piece of the caller's audio. */
  readonly pieceMs: number
  readonly acts: ReadonlyArray<Act>
  /** What the model calls for, how long it takes and how often it fails. */
  readonly engine: { readonly calls: number; readonly fails: number; readonly mostMs: number }
  readonly endsAt: number
}

const rare: readonly [Live.AudioFormat, ...ReadonlyArray<Live.AudioFormat>] = [
  { type: "audio/pcm" },
  { type: "audio/pcm", rate: 16_000 },
  { type: "audio/pcmu" },
  { type: "audio/pcma" }
]
const delegations: readonly [Live.Delegation | undefined, ...ReadonlyArray<Live.Delegation | undefined>] = [
  undefined,
  { type: "client" },
  { type: "responses", responses: { model: "gpt-5" } }
]

/** Fixtures hold this value, which no speech has. */
export const fixtureValue = 30_000
/** The fixture of a duration, as it is sent. */
const fixture = (ms: number): string =>
  Buffer.from(new Int16Array(ms * 24).fill(fixtureValue).buffer).toString("base64")
const fixtures = new Map([70, 100, 250, 400].map((ms) => [ms, fixture(ms)]))

const command = (n: Numbers): { readonly command: LiveMachine.LiveCommand; readonly ms: number } => {
  switch (n.pick(["commentary", "commentary", "thinking", "instructions", "mute", "unmute", "fixture", "update"])) {
    case "thinking":
      return {
        command: { _tag: "Append", kind: "thinking", content: "The kitchen is open.", delegationId: null },
        ms: 0
      }
    case "instructions":
      return { command: { _tag: "Append", kind: "instructions", content: "Be brief.", delegationId: null }, ms: 0 }
    case "mute":
      return { command: { _tag: "Mute" }, ms: 0 }
    case "unmute":
      return { command: { _tag: "Unmute" }, ms: 0 }
    case "fixture": {
      const ms = n.pick([70, 100, 250, 400])
      return { command: { _tag: "PlayFixture", audio: fixtures.get(ms) ?? "", ms }, ms }
    }
    case "update":
      return { command: { _tag: "Update", session: {} }, ms: 0 }
    default:
      return { command: { _tag: "Append", kind: "commentary", content: "Well then.", delegationId: null }, ms: 0 }
  }
}

/** Draws the plan of a seed. */
export const plan = (seed: number): Plan => {
  const n = numbers(seed)
  const endsAt = n.between(500, n.chance(0.05) ? 5000 : 1500)
  const joinsAt = n.chance(0.4) ? n.between(100, 700) : undefined
  const by = (): Name => (joinsAt !== undefined && n.chance(0.3) ? "sideband" : "primary")
  const asks = Array.from({ length: n.between(0, 5) }, (): Act => ({
    _tag: "Ask",
    at: n.between(0, endsAt),
    by: by(),
    ...command(n)
  }))
  // Both clients ask for the same at once, so that one sees the answers of the other.
  const echoes = asks.flatMap((act) =>
    joinsAt !== undefined && n.chance(0.4)
      ? [{ ...act, at: act.at + n.between(0, 20), by: act.by === "primary" ? "sideband" : "primary" } as const]
      : []
  )
  const others: ReadonlyArray<Act> = [
    ...(n.chance(0.1) ? [{ _tag: "Withdraw", at: n.between(0, endsAt), by: by() } as const] : []),
    ...(n.chance(0.6) ? [{ _tag: "Close", at: n.between(0, endsAt), by: by() } as const] : []),
    ...(n.chance(0.2) ? [{ _tag: "Drop", at: n.between(0, endsAt), by: by() } as const] : [])
  ]
  const speech = Array.from({ length: n.between(0, 2) }, () => {
    const from = n.between(0, Math.floor(endsAt / 3))
    return { from, to: from + n.between(50, 300) }
  })
  const leastMs = n.between(0, 40)
  return {
    seed,
    session: {
      model: "gpt-live-1",
      // Resampling takes ten times as long as all the rest, so other formats are rare.
      audio: { format: n.chance(0.06) ? n.pick(rare) : { type: "audio/pcm", rate: 24_000 } },
      delegation: n.pick(delegations) ?? null,
      store: n.chance(0.3)
    },
    sessionMs: n.chance(0.2) ? n.between(300, 1200) : 7_200_000,
    commandMs: n.chance(0.1) ? n.between(30, 90) : 10_000,
    latency: { leastMs, mostMs: leastMs + n.between(0, 60) },
    joinsAt,
    speech,
    pieceMs: n.pick([20, 100, 100, 100, 130]),
    acts: [...asks, ...echoes, ...others].toSorted((a, b) => a.at - b.at),
    engine: { calls: n.pick([0, 0.9]), fails: n.pick([0, 0, 0.2]), mostMs: n.pick([0, 20, 100]) },
    endsAt
  }
}
