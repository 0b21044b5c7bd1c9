/** Reads recorded sessions through a provider, and says what became of each kind of frame. */
import { asReceived, type Decoded, formatPath, type Provider, type ServerEvent, TransportError } from "@antiphon/core"
import { anyEvents, type Frame } from "@antiphon/core/transport"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** What became of a frame. `normalised` counts, and was changed on the way. */
export type Verdict = "known" | "normalised" | "unknown" | "malformed"

/** The frames of one `type` with one fate. */
export interface Finding {
  readonly type: string
  readonly verdict: Verdict
  readonly count: number
  /** What was changed or refused, each once, with its path. */
  readonly reasons: ReadonlyArray<string>
  /** The first frame of them, as it came. It may hold words, audio and secrets. */
  readonly example: unknown
}

/** What became of all frames. */
export interface ProviderReport {
  readonly provider: string
  readonly sessions: number
  readonly counts: Readonly<Record<Verdict, number>>
  /** The malformed first, then the unknown, the normalised and the known. */
  readonly findings: ReadonlyArray<Finding>
}

/** Reasons that a finding keeps. */
const maxReasons = 10

const order: ReadonlyArray<Verdict> = ["malformed", "unknown", "normalised", "known"]

/**
 * Checks a provider against recorded sessions, each the frames that the server sent in one connection, as text or as parsed
 * JSON. A provider is complete when nothing is malformed, and every unknown event is one that GA has no word for.
 */
export const checkProvider = (
  provider: Provider,
  sessions: ReadonlyArray<ReadonlyArray<unknown>>
): Effect.Effect<ProviderReport> =>
  Effect.gen(function* () {
    const found = new Map<string, Finding>()
    for (const frames of sessions) {
      // One frame at a time, so that each has its own verdict.
      const session = provider.session()
      const texts = frames.map((frame) => (typeof frame === "string" ? frame : (JSON.stringify(frame) ?? "")))
      const adapted = yield* session.adapt(connectionOf(texts.map(anyEvents.decode)))
      const decoded: Array<Decoded<ServerEvent>> = []
      yield* Effect.ignore(Stream.runForEach(adapted.incoming, (each) => Effect.sync(() => void decoded.push(each))))
      for (const each of decoded) note(found, each)
    }
    const findings = [...found.values()].sort(
      (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || a.type.localeCompare(b.type)
    )
    const total = (verdict: Verdict) =>
      findings.reduce((sum, each) => sum + (each.verdict === verdict ? each.count : 0), 0)
    return {
      provider: provider.name,
      sessions: sessions.length,
      counts: {
        known: total("known"),
        normalised: total("normalised"),
        unknown: total("unknown"),
        malformed: total("malformed")
      },
      findings
    }
  })

const ended = TransportError.closed({ code: 1000, reason: "the recording ends", by: "remote" })

const connectionOf = (decoded: ReadonlyArray<Decoded<Frame>>) => ({
  incoming: Stream.concat(Stream.fromIterable(decoded), Stream.fail(ended)),
  send: () => Effect.void,
  close: () => Effect.void,
  ended: Effect.succeed(ended),
  capabilities: { audio: "events", maxEventBytes: Infinity, deadPeer: "none" } as const,
  callId: Option.none(),
  media: Option.none()
})

const note = (found: Map<string, Finding>, decoded: Decoded<ServerEvent>): void => {
  const { example, reasons, type, verdict } = judged(decoded)
  const key = `${verdict} ${type}`
  const before = found.get(key)
  const all = new Set([...(before?.reasons ?? []), ...reasons])
  found.set(key, {
    type,
    verdict,
    count: (before?.count ?? 0) + 1,
    reasons: [...all].slice(0, maxReasons),
    example: before?.example ?? example
  })
}

const judged = (decoded: Decoded<ServerEvent>): Omit<Finding, "count"> => {
  if (decoded._tag === "Malformed") {
    const { error } = decoded
    return { type: error.type ?? error.reason, verdict: "malformed", reasons: [error.message], example: error.raw }
  }
  const example = asReceived(decoded.event)
  const type = typeOf(example)
  if (decoded._tag === "Unknown") return { type, verdict: "unknown", reasons: [], example }
  const issues = decoded.issues ?? []
  const isTranslated = example !== decoded.event
  return {
    type,
    verdict: issues.length > 0 || isTranslated ? "normalised" : "known",
    reasons: [
      ...issues.map(({ message, path }) => `${formatPath(path)} ${message}`),
      ...(isTranslated && type !== decoded.event.type ? [`is ${decoded.event.type} in GA`] : [])
    ],
    example
  }
}

const typeOf = (frame: unknown): string => {
  const type: unknown = typeof frame === "object" && frame !== null ? Reflect.get(frame, "type") : undefined
  return typeof type === "string" ? type : "?"
}
