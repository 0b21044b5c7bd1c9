/** Writes down what happens in a story while it is played. */
import type { ServerEvent } from "@antiphon/core"
import type { Clock } from "../world/Clock.ts"
import type { Answer, Command, Entry, EntryOf, Link, Settlement } from "./Story.ts"

type Told = Entry extends infer E ? (E extends Entry ? Omit<E, "at"> : never) : never

export interface Book {
  readonly trace: Array<Entry>
  readonly entries: { readonly [T in Entry["_tag"]]: Array<EntryOf<T>> }
  readonly links: Array<Link>
  readonly answers: Array<Answer>
  readonly commands: Array<Command>
  readonly settlements: Map<string, Settlement>
  readonly runs: Map<string, number>
  readonly approvals: Map<string, number>
  readonly regressions: Array<string>
  readonly toldErrors: Array<ServerEvent>
  readonly defects: Array<unknown>
  readonly tell: <E extends Told>(entry: E) => E & { readonly at: number }
  readonly note: (text: string) => void
}

export const makeBook = (clock: Clock): Book => {
  const trace: Array<Entry> = []
  const entries: { readonly [T in Entry["_tag"]]: Array<EntryOf<T>> } = {
    Connected: [],
    Said: [],
    Delivered: [],
    Asked: [],
    Disconnected: [],
    Began: [],
    Settled: [],
    Opened: [],
    Note: []
  }
  const tell: Book["tell"] = (entry) => {
    const told = Object.assign(entry, { at: clock.now() })
    trace.push(told)
    const own: Array<unknown> = entries[told._tag]
    own.push(told)
    return told
  }
  return {
    trace,
    entries,
    links: [],
    answers: [],
    commands: [],
    settlements: new Map(),
    runs: new Map(),
    approvals: new Map(),
    regressions: [],
    toldErrors: [],
    defects: [],
    tell,
    note: (text) => void tell({ _tag: "Note", text })
  }
}

/** Counts one more of a key. */
export const count = (counts: Map<string, number>, key: string): void =>
  void counts.set(key, (counts.get(key) ?? 0) + 1)
