/** Copies maps entry by entry, so that a walk copies no entry that it leaves out. */

/** Returns a map with the first `count` entries of another. */
export const firstEntries = (
  value: Readonly<Record<string, unknown>>,
  names: ReadonlyArray<string>,
  count: number
): Record<string, unknown> => {
  const copy: Record<string, unknown> = {}
  for (const name of names.slice(0, count)) put(copy, name, value[name])
  return copy
}

/** Sets an entry. One that is named `__proto__` stays an entry. */
export const put = (map: Record<string, unknown>, name: string, value: unknown): void => {
  if (name === "__proto__") {
    Object.defineProperty(map, name, { value, configurable: true, enumerable: true, writable: true })
  } else map[name] = value
}
