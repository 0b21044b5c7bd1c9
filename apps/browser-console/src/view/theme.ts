/** Light or dark: as the system has it until somebody chooses. */
import type { Theme } from "../link/tools.ts"
import { keep, kept } from "./keep.ts"

const isTheme = (value: unknown): value is Theme => value === "light" || value === "dark"

const system = (): Theme => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")

export const startTheme = (): void => {
  const chosen = kept("theme")
  if (isTheme(chosen)) document.documentElement.dataset.theme = chosen
}

export const currentTheme = (): Theme => {
  const chosen = document.documentElement.dataset.theme
  return isTheme(chosen) ? chosen : system()
}

export const setTheme = (theme: Theme): void => {
  document.documentElement.dataset.theme = theme
  keep("theme", theme)
  dispatchEvent(new Event("themechange"))
}

/** Hears of every change, the system's too; gives what ends it. */
export const onTheme = (listener: () => void): (() => void) => {
  const query = matchMedia("(prefers-color-scheme: dark)")
  query.addEventListener("change", listener)
  addEventListener("themechange", listener)
  return () => {
    query.removeEventListener("change", listener)
    removeEventListener("themechange", listener)
  }
}
