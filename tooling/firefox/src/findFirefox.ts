/** Finds the Firefox of this machine, or installs it. */
import { findProgram } from "@antiphon/programs"

/** Returns the path of a Firefox. Tries `FIREFOX_PATH`, then the search path, then installs as `findProgram` does. */
export const findFirefox = (): string =>
  findProgram({
    title: "a Firefox",
    variable: "FIREFOX_PATH",
    names: ["firefox-esr", "firefox"],
    fixed: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    debian: "firefox-esr"
  })
