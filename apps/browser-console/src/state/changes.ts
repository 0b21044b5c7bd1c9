/** The difference of two events. */

/** One value that differs. A side without the value is absent. */
export interface Change {
  /** The place of the value, such as `session.tools[0].name`. Empty if the whole differs. */
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/** The most changes that are listed. */
const most = 500
/** Values nested deeper than this are compared whole. */
const deepest = 64

/** Lists the values that differ between two JSON texts, in the order of the first one. Texts that are no JSON are compared whole. */
export const changesOf = (before: string, after: string): ReadonlyArray<Change> => {
  const changes: Array<Change> = []
  compare(changes, "", [parsed(before), parsed(after)], 0)
  return changes
}

/** The value of a JSON text, or the text. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const compare = (changes: Array<Change>, path: string, [before, after]: Pair, depth: number): void => {
  if (changes.length >= most || before === after) return
  const isNested = isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)
  if (!isNested || depth === deepest) {
    const sides = { before: written(before), after: written(after) }
    if (sides.before !== sides.after) changes.push(withoutAbsent(path, sides))
    return
  }
  const [old, young] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const separator = path === "" ? "" : "."
  for (const key of new Set([...old.keys(), ...young.keys()])) {
    const place = Array.isArray(before) ? `${path}[${key}]` : `${path}${separator}${key}`
    compare(changes, place, [old.get(key), young.get(key)], depth + 1)
  }
}

/** The two sides of a value. `undefined` is an absent one, because JSON has no such value. */
type Pair = readonly [unknown, unknown]

const isTree = (value: unknown): value is object => typeof value === "object" && value !== null

const written = (value: unknown): string | undefined => (value === undefined ? undefined : JSON.stringify(value))

const withoutAbsent = (
  path: string,
  { after, before }: { readonly before: string | undefined; readonly after: string | undefined }
): Change => ({
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after })
})
