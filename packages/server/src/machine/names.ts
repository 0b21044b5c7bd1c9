/** The names that the enumerations of client events list. */
import { tables } from "./namesTable.ts"

/** The names at each place of an event, e.g. at `session.include[]`. A place that is not here takes every string. */
export type Names = ReadonlyMap<string, ReadonlyArray<string>>

const none: Names = new Map()
const known = new Map<string, ReadonlyMap<string, Names>>()

/** Returns the names in the events of a type. Reads the table of a vocabulary at the first event of it. */
export const namesIn = (vocabulary: string, type: string): Names => {
  const events = known.get(vocabulary) ?? read(tables[vocabulary] ?? "")
  known.set(vocabulary, events)
  return events.get(type) ?? none
}

const read = (table: string): ReadonlyMap<string, Names> => {
  const lines = table.trim().split("\n")
  const entries = lines.map((line) => {
    const [type = "", place = "", ...names] = line.split(" ")
    return { type, place, names }
  })
  const groups = Map.groupBy(entries, ({ type }) => type)
  return new Map([...groups].map(([type, all]) => [type, new Map(all.map(({ names, place }) => [place, names]))]))
}
