/** Accounts for what the user heard. */
import type { LedgerInput, PartAccount, PlayedPart } from "./LedgerInput.ts"
import { PersistentMap } from "./PersistentMap.ts"
import { type Run, RunQueue } from "./RunQueue.ts"

interface Part extends PlayedPart {
  /** How many parts came before it. */
  readonly place: number
  readonly received: number
  readonly queued: number
  readonly heard: number
  readonly ended: boolean
  /** It was truncated, or its item was settled when it came. Other reasons are in {@link isSettled}. */
  readonly settled: boolean
}

interface Item {
  /** The place of its first part. */
  readonly first: number
  /** One of its parts is settled, so those that come later are too. */
  readonly settled: boolean
  /** It is gone, with all its parts. */
  readonly deleted: boolean
}

/**
 * What was received, queued and heard of every part. A ledger is a value, and `step` returns the next one.
 *
 * `owner` is the side that plays. The client plays over WebSocket. The server plays over WebRTC and SIP, and truncates
 * by itself. Enter only items of the conversation, because those of out-of-band responses cannot be truncated. See
 * section 2 (5a) and (5b) of the protocol paper.
 *
 * A step costs the same however many parts are open. So nothing here is copied whole, and what concerns many parts is
 * noted once.
 */
export interface PlaybackLedger {
  /** Hz */
  readonly rate: number
  readonly owner: "client" | "server"
  /** How many items stay in the accounts after no plan can change them any more. */
  readonly kept: number
  /** By item and index, by first mention. */
  readonly parts: PersistentMap<Part>
  readonly items: PersistentMap<Item>
  /** How many parts there were at the last interruption, which settled all of them. */
  readonly interruptedAt: number
  /** How many parts there ever were. */
  readonly opened: number
  /** What may still be heard. A run of a settled part stays until it is the first, and is never heard. */
  readonly queue: RunQueue
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
  parts: PersistentMap.empty(),
  items: PersistentMap.empty(),
  interruptedAt: 0,
  opened: 0,
  queue: RunQueue.empty,
  queuedUntil: 0,
  looksAt: 2 * (options.kept ?? 64)
})

const keyOf = ({ contentIndex, itemId }: PlayedPart): string => `${contentIndex} ${itemId}`

const isSettled = ({ interruptedAt, items }: PlaybackLedger, part: Part): boolean =>
  part.settled || part.place < interruptedAt || items.get(part.itemId)?.deleted === true

/** Whether parts of the item that come from now on are settled. */
const isItemSettled = ({ interruptedAt, items }: PlaybackLedger, itemId: string): boolean => {
  const item = items.get(itemId)
  return item !== undefined && (item.settled || item.first < interruptedAt)
}

/** Changes a part, and opens it first if it is new. A new part of a settled item is settled too. */
const withPart = (ledger: PlaybackLedger, name: PlayedPart, change: (part: Part) => Partial<Part>): PlaybackLedger => {
  const key = keyOf(name)
  const known = ledger.parts.get(key)
  if (known !== undefined) return { ...ledger, parts: ledger.parts.with(key, { ...known, ...change(known) }) }
  const { itemId, contentIndex } = name
  const place = ledger.opened
  const settled = isItemSettled(ledger, itemId)
  const part: Part = { itemId, contentIndex, place, received: 0, queued: 0, heard: 0, ended: false, settled }
  const item = ledger.items.get(itemId)
  return {
    ...ledger,
    opened: place + 1,
    parts: ledger.parts.with(key, { ...part, ...change(part) }),
    items: item === undefined ? ledger.items.with(itemId, { first: place, settled, deleted: false }) : ledger.items
  }
}

/** What was heard of a part, with its run. */
const heardOf = (part: Part, first: Run | undefined): number =>
  Math.min(part.received, part.heard + (first?.part === keyOf(part) ? first.heard : 0))

/** Moves what was heard of the first run into its part, and goes on to the next run. */
const closeFirst = (ledger: PlaybackLedger, run: Run): PlaybackLedger => ({
  ...ledger,
  parts: withHeard(ledger.parts, run),
  queue: RunQueue.dropFirst(ledger.queue)
})

const withHeard = (parts: PersistentMap<Part>, { heard, part }: Run): PersistentMap<Part> => {
  const known = parts.get(part)
  return known === undefined || heard === 0 ? parts : parts.with(part, { ...known, heard: known.heard + heard })
}

const isOpen = (ledger: PlaybackLedger, run: Run): boolean => {
  const part = ledger.parts.get(run.part)
  return part !== undefined && !isSettled(ledger, part)
}

/** Takes the first run that may be heard, and drops those before it that are settled. */
const nextRun = (ledger: PlaybackLedger): readonly [PlaybackLedger, Run | undefined] => {
  let { queue } = ledger
  for (let run = RunQueue.first(queue); run !== undefined; run = RunQueue.first(queue)) {
    if (isOpen(ledger, run)) return [{ ...ledger, queue }, run]
    queue = RunQueue.dropFirst(queue)
  }
  return [{ ...ledger, queue }, undefined]
}

const render = (ledger: PlaybackLedger, until: number, latencyMs: number): PlaybackLedger => {
  const latency = Math.ceil((Math.max(0, latencyMs) * ledger.rate) / 1000)
  const heardUntil = Math.floor(Math.min(until, ledger.queuedUntil)) - latency
  let [next, run] = nextRun(ledger)
  while (run !== undefined && run.end <= heardUntil) {
    ;[next, run] = nextRun(closeFirst(next, { ...run, heard: run.end - run.start }))
  }
  // A position that is no number is no news.
  if (run === undefined || !(heardUntil - run.start > run.heard)) return next
  return { ...next, queue: RunQueue.replaceFirst(next.queue, { ...run, heard: heardUntil - run.start }) }
}

/** Ends every run at `until`. What was queued behind it stays. */
const clear = (ledger: PlaybackLedger, until: number): PlaybackLedger => {
  let [next, run] = nextRun(ledger)
  while (run !== undefined && run.end <= until) [next, run] = nextRun(closeFirst(next, run))
  if (run === undefined || !(run.start < until)) return next
  // What was heard stays heard, even if the player reports an earlier position.
  const start = Math.max(until, run.start + run.heard)
  const rest: Run = { part: run.part, start, end: run.end, heard: 0 }
  return { ...next, parts: withHeard(next.parts, run), queue: RunQueue.replaceFirst(next.queue, rest) }
}

/** Keeps what was heard of a part that is settled, which is in the first run if it is anywhere. */
const settle = (ledger: PlaybackLedger, concerns: (part: Part) => boolean): PlaybackLedger => {
  const run = RunQueue.first(ledger.queue)
  const part = run === undefined ? undefined : ledger.parts.get(run.part)
  return run !== undefined && part !== undefined && concerns(part) && !isSettled(ledger, part)
    ? closeFirst(ledger, run)
    : ledger
}

const settlePart = (ledger: PlaybackLedger, name: PlayedPart): PlaybackLedger => {
  const key = keyOf(name)
  const closed = settle(ledger, (part) => keyOf(part) === key)
  const part = closed.parts.get(key)
  const item = closed.items.get(name.itemId)
  return part === undefined || item === undefined
    ? closed
    : {
        ...closed,
        parts: closed.parts.with(key, { ...part, settled: true }),
        items: closed.items.with(name.itemId, { ...item, settled: true })
      }
}

const settleItem = (ledger: PlaybackLedger, itemId: string): PlaybackLedger => {
  const closed = settle(ledger, (part) => part.itemId === itemId)
  const item = closed.items.get(itemId)
  return item === undefined
    ? closed
    : { ...closed, items: closed.items.with(itemId, { ...item, settled: true, deleted: true }) }
}

/**
 * Items of which no plan will truncate anything. They are settled, or ended and heard whole. Ordered by first mention.
 */
const closedItems = (ledger: PlaybackLedger): ReadonlyArray<string> => {
  const first = RunQueue.first(ledger.queue)
  const open = new Set<string>()
  const named = new Set<string>()
  for (const part of ledger.parts.values()) {
    const { ended, itemId, received } = part
    const settled = isSettled(ledger, part)
    const samples = heardOf(part, first)
    if (!settled && (!ended || samples < received)) open.add(itemId)
    if (settled || samples * 1000 >= ledger.rate) named.add(itemId)
  }
  return [...named].filter((id) => !open.has(id))
}

/** Returns the ledger without the oldest items that no plan can change. */
const forget = (ledger: PlaybackLedger): PlaybackLedger => {
  const closed = closedItems(ledger)
  if (closed.length <= ledger.kept) return ledger
  const gone = new Set(closed.slice(0, closed.length - ledger.kept))
  let { items, parts } = make(ledger)
  for (const [key, part] of ledger.parts) if (!gone.has(part.itemId)) parts = parts.with(key, part)
  for (const [itemId, item] of ledger.items) if (!gone.has(itemId)) items = items.with(itemId, item)
  const rest = { ...ledger, items, parts }
  return { ...rest, queue: RunQueue.filter(ledger.queue, (run) => isOpen(rest, run)) }
}

const step = (ledger: PlaybackLedger, input: LedgerInput): PlaybackLedger => {
  const next = stepped(ledger, input)
  if (next.parts.size <= ledger.parts.size || next.parts.size < next.looksAt) return next
  const rest = forget(next)
  return { ...rest, looksAt: 2 * Math.max(rest.parts.size, rest.kept) }
}

/** Adds samples at the end of the queue. */
const enqueue = (ledger: PlaybackLedger, name: PlayedPart, samples: number): PlaybackLedger => {
  const next = withPart(ledger, name, ({ queued }) => ({ queued: queued + samples }))
  const key = keyOf(name)
  const part = next.parts.get(key)
  const start = ledger.queuedUntil
  const end = start + samples
  if (samples === 0 || part === undefined || isSettled(next, part)) return { ...next, queuedUntil: end }
  return { ...next, queue: RunQueue.add(next.queue, key, start, end), queuedUntil: end }
}

const stepped = (ledger: PlaybackLedger, input: LedgerInput): PlaybackLedger => {
  switch (input._tag) {
    case "Received":
      return withPart(ledger, input.part, ({ received }) => ({ received: received + input.samples }))
    case "Ended":
      return withPart(ledger, input.part, () => ({ ended: true }))
    case "Queued":
      return enqueue(ledger, input.part, input.samples)
    case "Rendered":
      return render(ledger, input.until, input.latencyMs ?? 0)
    case "Cleared":
      return clear(ledger, input.until ?? ledger.queuedUntil)
    case "Interrupted":
      return { ...settle(ledger, () => true), interruptedAt: ledger.opened }
    case "Truncated": {
      const settled = settlePart(ledger, input.part)
      if (ledger.owner === "client") return settled
      const end = Math.floor((input.audioEndMs * ledger.rate) / 1000)
      return settlePart(
        withPart(settled, input.part, ({ received }) => ({ heard: Math.max(0, Math.min(end, received)) })),
        input.part
      )
    }
    case "Deleted":
      return settleItem(ledger, input.itemId)
  }
}

const accounts = (ledger: PlaybackLedger): ReadonlyArray<PartAccount> => {
  const first = RunQueue.first(ledger.queue)
  return [...ledger.parts.values()].map((part) => {
    const { itemId, contentIndex, received, queued, ended } = part
    const heard = heardOf(part, first)
    const settled = isSettled(ledger, part)
    return { itemId, contentIndex, received, queued, heard, unheard: received - heard, ended, settled }
  })
}

/**
 * `make({ rate, owner, kept })` returns an empty ledger. `step(ledger, input)` returns the ledger after an input.
 * `accounts(ledger)` returns every part by first mention. Items that no plan can change any more are forgotten, except
 * the last `kept`, which defaults to 64.
 */
export const PlaybackLedger = { make, step, accounts }
