/** Keeps choices for the next visit. Never keeps keys, words or audio. */
type Name = "theme" | "settings" | "devices" | "presets" | "panel"

/** Reads a kept value, or `undefined`. */
export const kept = (name: Name): unknown => {
  try {
    return JSON.parse(localStorage.getItem(`antiphon.${name}`) ?? "null")
  } catch {
    return undefined
  }
}

/** Keeps a value. */
export const keep = (name: Name, value: unknown): void => {
  try {
    localStorage.setItem(`antiphon.${name}`, JSON.stringify(value))
  } catch {
    // A page without storage works, and forgets.
  }
}
