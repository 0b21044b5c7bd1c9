/** Finds the Chromium of this machine, or installs it. */
import { execFileSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { delimiter, join } from "node:path"

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
const fixed = ["/usr/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const installed = (): string | undefined => {
  const { CHROMIUM_PATH, PATH = "" } = process.env
  const found = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  return [...(CHROMIUM_PATH === undefined ? [] : [CHROMIUM_PATH]), ...fixed, ...found].find(isExecutable)
}

const command = "apt-get update && apt-get install -y chromium"

/**
 * Returns the path of a Chromium. Tries `CHROMIUM_PATH`, then the usual places, then the search path. As root on Debian
 * it then installs the package and announces that on stderr. Otherwise throws an error with the command to type.
 */
export const findChromium = (): string => {
  const present = installed()
  if (present !== undefined) return present
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    process.stderr.write(`No Chromium found; as root on Debian, running: ${command}\n`)
    execFileSync("sh", ["-c", command], { stdio: ["ignore", "ignore", "inherit"], timeout: 600_000 })
    const path = installed()
    if (path !== undefined) return path
  }
  throw new Error(`These tests need a Chromium. Set CHROMIUM_PATH, or type: sudo sh -c "${command}"`)
}
