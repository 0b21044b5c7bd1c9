/** Copies of a set or a map without one of its members. */

/** The set without a value. */
export const without = <A>(set: ReadonlySet<A>, value: A): ReadonlySet<A> => {
  if (!set.has(value)) return set
  const rest = new Set(set)
  rest.delete(value)
  return rest
}

/** The map without a key. */
export const withoutKey = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> => {
  if (!map.has(key)) return map
  const rest = new Map(map)
  rest.delete(key)
  return rest
}
