/** Identifies a content part of an item. Playback is accounted by part. */
export interface PlayedPart {
  readonly itemId: string
  readonly contentIndex: number
}

/** What happened to audio. Samples are at the ledger's rate. Positions count every sample ever queued, from 0. */
export type LedgerInput =
  /** Audio of a part arrived. 0 samples announce the part. */
  | { readonly _tag: "Received"; readonly part: PlayedPart; readonly samples: number }
  /** No more audio of the part follows. */
  | { readonly _tag: "Ended"; readonly part: PlayedPart }
  /** Received audio was passed to the player, behind everything that was queued before. */
  | { readonly _tag: "Queued"; readonly part: PlayedPart; readonly samples: number }
  /**
   * The player has rendered the queue up to the position `until`. The last `latencyMs` of it have not reached the ear.
   * A report that goes back, or past what was queued, is clamped.
   */
  | { readonly _tag: "Rendered"; readonly until: number; readonly latencyMs?: number }
  /**
   * The player dropped what it had not rendered and continues at the position `until`. Defaults to the end of the
   * queue.
   */
  | { readonly _tag: "Cleared"; readonly until?: number }
  /** The user interrupted and the plan was carried out. The player is cleared, and every known part is settled. */
  | { readonly _tag: "Interrupted" }
  /** The server truncated the part (`conversation.item.truncated`). */
  | { readonly _tag: "Truncated"; readonly part: PlayedPart; readonly audioEndMs: number }
  /** The item is gone from the conversation (`conversation.item.deleted`). */
  | { readonly _tag: "Deleted"; readonly itemId: string }

/** The account of one part in samples. `heard + unheard = received`. */
export interface PartAccount extends PlayedPart {
  readonly received: number
  readonly queued: number
  readonly heard: number
  readonly unheard: number
  /** No more audio of it follows. */
  readonly ended: boolean
  /** It was interrupted, truncated or deleted. Its account is closed and no plan names it again. */
  readonly settled: boolean
}

interface Part extends PlayedPart {
  readonly received: number
  readonly queued: number
  readonly heard: number
  readonly ended: boolean
  readonly settled: boolean
}

/** A run of queued samples of one part that may still be heard. */
interface Run {
  readonly part: number
  readonly start: number
  readonly end: number
  readonly heard: number
}

/**
 * What was received, queued and heard of every part. A ledger is a value, and `step` returns the next one.
 *
 * `owner` is the side that plays. The client plays over WebSocket. The server plays over WebRTC and SIP, and truncates
 * by itself. Enter only items of the conversation, because those of out-of-band responses cannot be truncated. See
 * section 2 (5a) and (5b) of the protocol paper.
 */
export interface PlaybackLedger {
  /** Hz */
  readonly rate: number
  readonly owner: "client" | "server"
  /** How many items stay in the accounts after no plan can change them any more. */
  readonly kept: number
  readonly parts: ReadonlyArray<Part>
  readonly runs: ReadonlyArray<Run>
  /** The position after the last sample queued. */
  readonly queuedUntil: number
  /**
   * The number of parts at which the ledger next looks for some to forget. It doubles with those that stay, so that the
   * cost of a part is constant.
   */
  readonly looksAt: number
}

const make = (options: {
  readonly rate: number
  readonly owner?: "client" | "server"
  readonly kept?: number
}): PlaybackLedger => ({
  rate: options.rate,
  owner: options.owner ?? "client",
  kept: options.kept ?? 64,
  parts: [],
  runs: [],
  queuedUntil: 0,
  looksAt: 2 * (options.kept ?? 64)
})

const indexOf = ({ parts }: PlaybackLedger, { itemId, contentIndex }: PlayedPart): number =>
  parts.findLastIndex((part) => part.itemId === itemId && part.contentIndex === contentIndex)

/** Changes a part, and opens it first if it is new. A new part of a settled item is settled too. */
const withPart = (ledger: PlaybackLedger, name: PlayedPart, change: (part: Part) => Partial<Part>): PlaybackLedger => {
  const { itemId, contentIndex } = name
  const found = indexOf(ledger, name)
  const part = ledger.parts[found] ?? {
    itemId,
    contentIndex,
    received: 0,
    queued: 0,
    heard: 0,
    ended: false,
    settled: ledger.parts.some((known) => known.itemId === itemId && known.settled)
  }
  const changed = { ...part, ...change(part) }
  return { ...ledger, parts: found === -1 ? [...ledger.parts, changed] : ledger.parts.with(found, changed) }
}

const heardOf = ({ runs }: PlaybackLedger, part: Part, index: number): number =>
  Math.min(
    part.received,
    runs.reduce((sum, run) => (run.part === index ? sum + run.heard : sum), part.heard)
  )

/** Moves what was heard of the runs that `isClosed` into their parts. */
const close = (ledger: PlaybackLedger, isClosed: (run: Run) => boolean): PlaybackLedger => {
  const closing = ledger.runs.filter(isClosed)
  if (closing.length === 0) return ledger
  const parts = [...ledger.parts]
  for (const run of closing) {
    const part = parts[run.part]
    if (part !== undefined) parts[run.part] = { ...part, heard: part.heard + run.heard }
  }
  return { ...ledger, parts, runs: ledger.runs.filter((run) => !isClosed(run)) }
}

const render = (ledger: PlaybackLedger, until: number, latencyMs: number): PlaybackLedger => {
  const latency = Math.ceil((Math.max(0, latencyMs) * ledger.rate) / 1000)
  const heardUntil = Math.floor(Math.min(until, ledger.queuedUntil)) - latency
  const runs = ledger.runs.map((run) => {
    const heard = Math.min(heardUntil, run.end) - run.start
    return heard > run.heard ? { part: run.part, start: run.start, end: run.end, heard } : run
  })
  return close({ ...ledger, runs }, (run) => run.heard === run.end - run.start)
}

/** Ends every run at `until`. What was queued behind it stays. */
const clear = (ledger: PlaybackLedger, until: number): PlaybackLedger => {
  const runs = ledger.runs.flatMap((run) => {
    // What was heard stays heard, even if the player reports an earlier position.
    const at = Math.max(until, run.start + run.heard)
    return run.start < until && at < run.end
      ? [
          { part: run.part, start: run.start, end: at, heard: run.heard },
          { part: run.part, start: at, end: run.end, heard: 0 }
        ]
      : [run]
  })
  return close({ ...ledger, runs }, (run) => run.end <= until || run.heard === run.end - run.start)
}

const settle = (ledger: PlaybackLedger, concerns: (part: Part) => boolean): PlaybackLedger => {
  const closed = close(ledger, (run) => {
    const part = ledger.parts[run.part]
    return part !== undefined && concerns(part)
  })
  return {
    ...closed,
    parts: closed.parts.map((part) =>
      concerns(part) && !part.settled ? Object.assign({}, part, { settled: true }) : part
    )
  }
}

/**
 * Items of which no plan will truncate anything. They are settled, or ended and heard whole. Ordered by first mention.
 */
const closedItems = ({ parts, rate, runs }: PlaybackLedger): ReadonlyArray<string> => {
  const heard = parts.map((part) => part.heard)
  for (const run of runs) heard[run.part] = (heard[run.part] ?? 0) + run.heard
  const open = new Set<string>()
  const named = new Set<string>()
  for (const [index, { ended, itemId, received, settled }] of parts.entries()) {
    const samples = Math.min(received, heard[index] ?? 0)
    if (!settled && (!ended || samples < received)) open.add(itemId)
    if (settled || samples * 1000 >= rate) named.add(itemId)
  }
  return [...named].filter((id) => !open.has(id))
}

/** Returns the ledger without the oldest items that no plan can change. */
const forget = (ledger: PlaybackLedger): PlaybackLedger => {
  const closed = closedItems(ledger)
  if (closed.length <= ledger.kept) return ledger
  const gone = new Set(closed.slice(0, closed.length - ledger.kept))
  const places = new Map<number, number>()
  for (const [index, { itemId }] of ledger.parts.entries()) if (!gone.has(itemId)) places.set(index, places.size)
  return {
    ...ledger,
    parts: ledger.parts.filter(({ itemId }) => !gone.has(itemId)),
    runs: ledger.runs.flatMap(({ end, heard, part, start }) => {
      const place = places.get(part)
      return place === undefined ? [] : [{ part: place, start, end, heard }]
    })
  }
}

const step = (ledger: PlaybackLedger, input: LedgerInput): PlaybackLedger => {
  const next = stepped(ledger, input)
  if (next.parts.length <= ledger.parts.length || next.parts.length < next.looksAt) return next
  const rest = forget(next)
  return { ...rest, looksAt: 2 * Math.max(rest.parts.length, rest.kept) }
}

const stepped = (ledger: PlaybackLedger, input: LedgerInput): PlaybackLedger => {
  switch (input._tag) {
    case "Received":
      return withPart(ledger, input.part, ({ received }) => ({ received: received + input.samples }))
    case "Ended":
      return withPart(ledger, input.part, () => ({ ended: true }))
    case "Queued": {
      const next = withPart(ledger, input.part, ({ queued }) => ({ queued: queued + input.samples }))
      const part = indexOf(next, input.part)
      const start = ledger.queuedUntil
      const end = start + input.samples
      if (next.parts[part]?.settled === true) return { ...next, queuedUntil: end }
      const last = ledger.runs.at(-1)
      const runs =
        last?.part === part && last.end === start
          ? [...ledger.runs.slice(0, -1), { ...last, end }]
          : [...ledger.runs, { part, start, end, heard: 0 }]
      return { ...next, runs, queuedUntil: end }
    }
    case "Rendered":
      return render(ledger, input.until, input.latencyMs ?? 0)
    case "Cleared":
      return clear(ledger, input.until ?? ledger.queuedUntil)
    case "Interrupted":
      return settle(ledger, () => true)
    case "Truncated": {
      const { itemId, contentIndex } = input.part
      const settled = settle(ledger, (part) => part.itemId === itemId && part.contentIndex === contentIndex)
      if (ledger.owner === "client") return settled
      const end = Math.floor((input.audioEndMs * ledger.rate) / 1000)
      return withPart(settled, input.part, ({ received }) => ({
        heard: Math.max(0, Math.min(end, received)),
        settled: true
      }))
    }
    case "Deleted":
      return settle(ledger, (part) => part.itemId === input.itemId)
  }
}

const accounts = (ledger: PlaybackLedger): ReadonlyArray<PartAccount> =>
  ledger.parts.map((part, index) => {
    const { itemId, contentIndex, received, queued, ended, settled } = part
    const heard = heardOf(ledger, part, index)
    return { itemId, contentIndex, received, queued, heard, unheard: received - heard, ended, settled }
  })

/**
 * `make({ rate, owner, kept })` returns an empty ledger. `step(ledger, input)` returns the ledger after an input.
 * `accounts(ledger)` returns every part by first mention. Items that no plan can change any more are forgotten, except
 * the last `kept`, which defaults to 64.
 */
export const PlaybackLedger = { make, step, accounts }
