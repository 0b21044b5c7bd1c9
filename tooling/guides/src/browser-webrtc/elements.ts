/** Returns the page's element with this id. */
const element = (id: string): HTMLElement => {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no #${id}`)
  return found
}

export const on = (id: string, event: "click" | "change", listener: () => unknown): void =>
  element(id).addEventListener(event, () => void listener())

export const show = (id: string, text: string, how: "append" | "replace" = "replace"): void => {
  if (how === "replace") element(id).replaceChildren(text)
  else element(id).append(text)
}

export const disable = (id: string): void => element(id).setAttribute("disabled", "")

/** Toggles a button, and returns whether it is pressed now. */
export const pressed = (id: string): boolean => {
  const isDown = element(id).getAttribute("aria-pressed") !== "true"
  element(id).setAttribute("aria-pressed", String(isDown))
  return isDown
}

/** Returns the `<select>` with this id. */
export const select = (id: string): HTMLSelectElement => {
  const found = element(id)
  if (!(found instanceof HTMLSelectElement)) throw new Error(`#${id} is not a <select>`)
  return found
}
