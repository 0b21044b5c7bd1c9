/** What an app sent to a test server, and how to wait for it. */
import { difference, show } from "./difference.ts"
import { makeWaiting } from "./deadline.ts"

/** An event of the app as it arrived. */
export interface AppEvent {
  readonly type: string
  readonly [field: string]: unknown
}

/** The events of an app. */
export interface EventLog {
  readonly add: (event: AppEvent) => void
  readonly all: (type?: string) => ReadonlyArray<AppEvent>
  readonly receives: (type: string, fields?: object) => Promise<AppEvent>
}

/** The most events that are kept. The oldest are forgotten. */
const kept = 10_000

/** Makes a log that waits this long for an event. */
export const makeEventLog = (timeoutMs?: number): EventLog => {
  const events: Array<AppEvent> = []
  const waiting = makeWaiting(timeoutMs)
  const all = (type?: string) => events.filter((event) => type === undefined || event.type === type)
  return {
    add: (event) => {
      events.push(event)
      if (events.length > kept) events.shift()
      waiting.changed()
    },
    all,
    receives: (type, fields = {}) =>
      waiting.until(
        () => all(type).find((event) => difference(event, fields) === undefined),
        (afterMs) => whatCame(events, type, fields, afterMs)
      )
  }
}

const whatCame = (events: ReadonlyArray<AppEvent>, type: string, fields: object, afterMs: number): string => {
  const wanted = Object.keys(fields).length === 0 ? type : `${type} with ${show(fields)}`
  const near = events.filter((event) => event.type === type)
  const lines = [
    `The app did not send ${wanted} within ${afterMs} ms.`,
    ...near.slice(-5).map((event) => `  It sent one in which ${difference(event, fields)}.`),
    `  It sent ${summary(events)}.`
  ]
  return lines.join("\n")
}

/** The types in their order. Neighbours of one type are counted. */
export const summary = (events: ReadonlyArray<{ readonly type: string }>): string => {
  const runs: Array<{ readonly type: string; count: number }> = []
  for (const { type } of events) {
    const last = runs.at(-1)
    if (last?.type === type) last.count++
    else runs.push({ type, count: 1 })
  }
  const shown = runs.slice(-20).map(({ count, type }) => (count === 1 ? type : `${type} (${count} times)`))
  return shown.length === 0 ? "nothing" : `${runs.length > 20 ? "…, " : ""}${shown.join(", ")}`
}
