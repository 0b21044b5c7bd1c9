/** Finds the Chromium of this machine, or installs it. */
import { findProgram } from "@antiphon/programs"

/**
 * Returns the path of a Chromium. Tries `CHROMIUM_PATH` first. The headless shell is the same engine without the windows of a
 * browser, and takes a third of the CPU time for a start and a page.
 */
export const findChromium = (): string =>
  findProgram({
    title: "a Chromium",
    variable: "CHROMIUM_PATH",
    names: ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
    fixed: [
      "/usr/bin/chromium-headless-shell",
      "/usr/bin/chromium",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    ],
    debian: "chromium-headless-shell"
  })
