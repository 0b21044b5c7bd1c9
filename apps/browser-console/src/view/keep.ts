/** What a visit leaves for the next. No key, no word and no sound is among it. */
type Name = "theme" | "settings"

export const kept = (name: Name): unknown => {
  try {
    return JSON.parse(localStorage.getItem(`antiphon.${name}`) ?? "null")
  } catch {
    return undefined
  }
}

export const keep = (name: Name, value: unknown): void => {
  try {
    localStorage.setItem(`antiphon.${name}`, JSON.stringify(value))
  } catch {
    // A page without storage forgets, and works.
  }
}
