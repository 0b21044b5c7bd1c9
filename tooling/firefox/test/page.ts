/** What the tests of pages do with a page. */
import type { Page } from "../src/index.ts"

/** Waits until the page shows a text. */
export const shows = (page: Page, text: string): Promise<void> =>
  page.waitFor((wanted: string) => document.body.innerText.includes(wanted), text)

/** Waits until a button of this name can be clicked, and clicks it. */
export const press = async (page: Page, name: string): Promise<void> => {
  await page.waitFor((wanted: string) => {
    document.querySelector("[data-wanted]")?.removeAttribute("data-wanted")
    const all = [...document.querySelectorAll("button")]
    const found = all.find((each) => {
      const isNamed = (each.ariaLabel ?? each.textContent).trim() === wanted
      return isNamed && !each.disabled && each.checkVisibility()
    })
    found?.setAttribute("data-wanted", wanted)
    return found !== undefined
  }, name)
  await page.click(`[data-wanted="${name}"]`)
}
