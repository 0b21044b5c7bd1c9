/** Reads a session's log back into a state from which it can go on. */
import { disconnect, initial, reduce, type SessionState } from "@antiphon/session"
import { isRecord } from "../relay/splitAudio.ts"
import type { UpstreamAsk } from "../relay/Upstream.ts"
import type { Chunk } from "../services/SessionLog.ts"
import { entryOf, foldLine, isPlace } from "./Line.ts"
import { type Used, usedOf } from "./usedOf.ts"

/** What a log says of its session. */
export interface Folded {
  readonly tenant: string
  readonly ask: UpstreamAsk
  readonly state: SessionState
  readonly injected: ReadonlySet<string>
  readonly hasEnded: boolean
  /** What was used. A node that died may not have booked all of it. */
  readonly used: ReadonlyArray<Used & { readonly at: number }>
}

/** When a part's audio began, and how long it is, by `item:part`. */
interface Spoken {
  readonly itemId: string
  readonly part: number
  readonly since: number
}

/**
 * Folds the lines. What was open has ended. `heard` is how many milliseconds of items the client has played, by item id. Of an
 * answer that was cut and that it does not name, as much counts as heard as can have been played since it began.
 */
export const foldLog = (chunks: ReadonlyArray<Chunk>, heard: ReadonlyMap<string, number> | undefined): Folded => {
  let state: SessionState = initial
  let tenant = ""
  let ask: UpstreamAsk = { model: undefined, kind: "conversation" }
  let hasEnded = false
  let last = 0
  const injected = new Set<string>()
  const used: Array<Used & { readonly at: number }> = []
  const spoken = new Map<string, Spoken>()
  for (const line of chunks.flatMap(({ lines }) => lines)) {
    const entry = entryOf(line)
    if (entry === undefined) continue
    const { a: mark, by, k, t } = entry
    if (typeof t === "number") last = t
    if (k === "open") {
      const { kind, model } = entry
      tenant = String(entry["tenant"])
      ask = {
        model: typeof model === "string" && model !== "" ? model : undefined,
        kind: kind === "transcription" ? kind : "conversation"
      }
    }
    if (k === "end") hasEnded = true
    const amount = entry["d"] === "in" && isRecord(entry["e"]) ? usedOf(entry["e"]) : undefined
    if (amount !== undefined) used.push({ ...amount, at: last })
    if (typeof by === "string" && by.startsWith("inject:")) injected.add(by.slice("inject:".length))
    if (isRecord(mark) && isPlace(mark["place"])) {
      const { content_index: part, item_id: itemId } = mark["place"]
      const key = `${itemId}:${part}`
      if (!spoken.has(key)) spoken.set(key, { itemId, part, since: last })
    }
    state = foldLine(state, line)
  }
  const played = [...spoken.values()].flatMap((each) => playedOf(state, each, last, heard))
  return { tenant, ask, injected, hasEnded, used, state: played.reduce(truncate, disconnect(state)) }
}

/** How much of a part was played, if that is less than the whole. */
const playedOf = (
  state: SessionState,
  { itemId, part, since }: Spoken,
  last: number,
  heard: ReadonlyMap<string, number> | undefined
) => {
  const item = state.items.get(itemId)
  const wholeMs = item?.parts.get(part)?.audioMs ?? 0
  const named = heard?.get(itemId)
  const isOpen = item?.status === "in_progress"
  const ms = named ?? (isOpen ? last - since : wholeMs)
  return ms < wholeMs ? [{ itemId, part, ms: Math.max(0, Math.floor(ms)) }] : []
}

const truncate = (state: SessionState, { itemId, ms, part }: { itemId: string; part: number; ms: number }) =>
  reduce(state, {
    type: "conversation.item.truncated",
    event_id: "event_heard",
    item_id: itemId,
    content_index: part,
    audio_end_ms: ms
  })

/** Reads `item:ms,item:ms` as a client says it. Returns `undefined` if there is nothing that can be read. */
export const readHeard = (text: string | undefined): ReadonlyMap<string, number> | undefined => {
  const pairs = (text ?? "").split(",").flatMap((pair): ReadonlyArray<readonly [string, number]> => {
    const at = pair.lastIndexOf(":")
    const ms = Number(pair.slice(at + 1))
    return at > 0 && Number.isFinite(ms) && ms >= 0 ? [[pair.slice(0, at), ms]] : []
  })
  return pairs.length === 0 ? undefined : new Map(pairs)
}
