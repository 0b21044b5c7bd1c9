/** The theme, light or dark. It follows the system until the user chooses. */
import type { Theme } from "../link/tools.ts"
import { keep, kept } from "./keep.ts"

/** Whether a kept value is a theme. */
const isTheme = (value: unknown): value is Theme => value === "light" || value === "dark"

/** The theme of the system. */
const system = (): Theme => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")

/** Applies the choice of an earlier visit. */
export const startTheme = (): void => {
  const chosen = kept("theme")
  if (isTheme(chosen)) document.documentElement.dataset.theme = chosen
}

/** The theme that is shown. */
export const currentTheme = (): Theme => {
  const chosen = document.documentElement.dataset.theme
  return isTheme(chosen) ? chosen : system()
}

/** Chooses a theme and keeps the choice. */
export const setTheme = (theme: Theme): void => {
  document.documentElement.dataset.theme = theme
  keep("theme", theme)
  dispatchEvent(new Event("themechange"))
}

/** Subscribes to changes, including those of the system. Returns a function that unsubscribes. */
export const onTheme = (listener: () => void): (() => void) => {
  const query = matchMedia("(prefers-color-scheme: dark)")
  query.addEventListener("change", listener)
  addEventListener("themechange", listener)
  return () => {
    query.removeEventListener("change", listener)
    removeEventListener("themechange", listener)
  }
}
