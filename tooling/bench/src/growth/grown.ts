/** Makes a value larger in every place where a peer can put more. */

export interface Grown {
  /** The place, such as `start.customParameters{}`. */
  readonly path: string
  /** The value with about `n` more members there. */
  readonly build: (n: number) => unknown
}

/** Texts of this key are base64. */
const audioKey = "payload"

/** A text that is at least so long grows without bending the value. */
const isLong = (key: string): boolean => key === audioKey || key === "extra_headers"

/** Returns the places of a value that is like JSON. Objects have more keys, lists more members, and long texts more of themselves. */
export const grown = (value: unknown, key = ""): ReadonlyArray<Grown> => {
  if (typeof value === "string" && isLong(key)) {
    const piece = key === audioKey ? "AAAA" : ";a=b"
    return [{ path: '""', build: (n) => (key === audioKey ? "" : value) + piece.repeat(n) }]
  }
  if (Array.isArray(value)) {
    return [{ path: "[]", build: (n) => Array.from({ length: n }, (_, at) => `${value[0]}_${at}`) }]
  }
  if (typeof value !== "object" || value === null) return []
  const members = Array.from(Object.entries(value)).flatMap(([name, member]) =>
    grown(member, name).map(({ build, path }): Grown => ({
      path: `.${name}${path}`,
      build: (n) => ({ ...value, [name]: build(n) })
    }))
  )
  return [
    {
      path: "{}",
      build: (n) => ({ ...value, ...Object.fromEntries(Array.from({ length: n }, (_, at) => [`key_${at}`, `${at}`])) })
    },
    ...members
  ]
}
