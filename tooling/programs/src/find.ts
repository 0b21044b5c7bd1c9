/** Finds a program of this machine, or installs it. */
import { execFileSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"

/** A program, and where it may be. */
export interface Sought {
  /** What the tests need, with an article. */
  readonly title: string
  /** The environment variable with its path, if one is read. */
  readonly variable?: string
  /** Its names on the search path. */
  readonly names: ReadonlyArray<string>
  /** The usual paths. */
  readonly fixed?: ReadonlyArray<string>
  /** The package of Debian, behind flags of `apt-get` if it needs some. */
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

/** Debian keeps some programs in folders that a user's search path leaves out. */
const folders = (): ReadonlyArray<string> => [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin", "/usr/sbin"]

const installed = ({ fixed = [], names, variable }: Sought): string | undefined => {
  const named = variable === undefined ? undefined : process.env[variable]
  const found = folders().flatMap((folder) => names.map((name) => join(folder, name)))
  return [...(named === undefined ? [] : [named]), ...fixed, ...found].find(isExecutable)
}

/** `RUNLEVEL=1` keeps Debian from starting a server that it installs. */
const install = (debian: string): string => `apt-get update && RUNLEVEL=1 apt-get install -y ${debian}`

/**
 * Returns the path of a program. Tries its variable, then the usual places, then the search path. As root on Debian it
 * then installs the package and announces that on stderr. Suites that install at the same time wait for each other, because
 * `apt-get` refuses to run twice. Otherwise throws an error with the command to type.
 */
export const findProgram = (sought: Sought): string => {
  const present = installed(sought)
  if (present !== undefined) return present
  const { debian, title, variable } = sought
  const command = install(debian)
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    process.stderr.write(`${sought.names[0] ?? title} is not here. Running as root: ${command}\n`)
    const lock = join(tmpdir(), "antiphon-apt.lock")
    execFileSync("flock", [lock, "sh", "-c", command], { stdio: ["ignore", "ignore", "inherit"], timeout: 900_000 })
    const path = installed(sought)
    if (path !== undefined) return path
  }
  const set = variable === undefined ? "Type" : `Set ${variable}, or type`
  throw new Error(`These tests need ${title}. ${set}: sudo sh -c "${command}"`)
}
