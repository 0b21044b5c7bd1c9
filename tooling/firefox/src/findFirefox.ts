/** Finds the Firefox of this machine, or installs it. */
import { findBrowser } from "@antiphon/chromium"

/** Returns the path of a Firefox. Tries `FIREFOX_PATH`, then the search path, then installs as `findBrowser` does. */
export const findFirefox = (): string =>
  findBrowser({
    title: "a Firefox",
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    fixed: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    debian: "firefox-esr"
  })
