/** Finds a browser of this machine, or installs it. */
import { execFileSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { delimiter, join } from "node:path"

/** Where a browser may be. */
export interface Sought {
  /** What the tests need, with an article. */
  readonly title: string
  /** The environment variable with its path. */
  readonly variable: string
  /** Its names on the search path. */
  readonly names: ReadonlyArray<string>
  /** The usual paths. */
  readonly fixed: ReadonlyArray<string>
  /** The package of Debian. */
  readonly debian: string
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const installed = ({ fixed, names, variable }: Sought): string | undefined => {
  const { [variable]: named, PATH = "" } = process.env
  const found = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [...(named === undefined ? [] : [named]), ...fixed, ...found].find(isExecutable)
}

/**
 * Returns the path of a browser. Tries its variable, then the usual places, then the search path. As root on Debian it
 * then installs the package and announces that on stderr. Otherwise throws an error with the command to type.
 */
export const findBrowser = (sought: Sought): string => {
  const present = installed(sought)
  if (present !== undefined) return present
  const command = `apt-get update && apt-get install -y ${sought.debian}`
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    process.stderr.write(
      `${sought.variable} is not set and ${sought.debian} is not here. Running as root: ${command}\n`
    )
    execFileSync("sh", ["-c", command], { stdio: ["ignore", "ignore", "inherit"], timeout: 600_000 })
    const path = installed(sought)
    if (path !== undefined) return path
  }
  throw new Error(`These tests need ${sought.title}. Set ${sought.variable}, or type: sudo sh -c "${command}"`)
}

/**
 * Returns the path of a Chromium. Tries `CHROMIUM_PATH` first. The headless shell is the same engine without the windows of a
 * browser, and takes a third of the CPU time for a start and a page.
 */
export const findChromium = (): string =>
  findBrowser({
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
