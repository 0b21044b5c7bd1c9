/** Finds the nats-server of this machine, or installs it, and unpacks a newer one beside it. */
import { findProgram } from "@antiphon/programs"
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

const run = (command: string): void => {
  execFileSync("sh", ["-c", command], { stdio: ["ignore", "ignore", "inherit"], timeout: 600_000 })
}

/** Returns the path of a nats-server. Tries `NATS_SERVER_PATH` first. As root on Debian it installs a missing one. */
export const findNats = (): string =>
  findProgram({
    title: "a nats-server",
    variable: "NATS_SERVER_PATH",
    names: ["nats-server"],
    fixed: ["/usr/local/sbin/nats-server"],
    debian: "nats-server"
  })

/** The version that a nats-server says it is, e.g. `2.9.10`. */
export const versionOf = (path: string): string =>
  /v?(\d+\.\d+\.\d+)/.exec(execFileSync(path, ["--version"], { encoding: "utf8" }))?.[1] ?? "?"

/** The newer release. */
const release = "trixie"

/** Returns the address of Debian's archive that the machine's own lists name. */
const archive = (): string => {
  const parts = "/etc/apt/sources.list.d"
  const files = [
    "/etc/apt/sources.list",
    ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [])
  ]
  const text = files.flatMap((file) => (existsSync(file) ? readFileSync(file, "utf8") : [])).join("\n")
  const found = /^(?:URIs:|deb(?:\s+\[[^\]]*\])?)\s+(\S+\/debian)\/?(?:\s|$)/m.exec(text)?.[1]
  if (found !== undefined) return found
  throw new Error(
    "A newer nats-server comes from the archive of Debian, and the lists of apt name none. Run this on Debian, or add it to the lists."
  )
}

/**
 * Unpacks the nats-server of a newer Debian release into a folder and returns its path. It has lists and a cache of its own there, so
 * nothing of the system changes. A folder that has it already is used as it is.
 */
export const unpackNewerNats = (folder: string): string => {
  const target = join(folder, release)
  const path = join(target, "usr/sbin/nats-server")
  if (existsSync(path)) return path
  const apt = join(folder, `apt-${release}`)
  for (const each of ["lists/partial", "cache/archives/partial"]) mkdirSync(join(apt, each), { recursive: true })
  const keys = "/usr/share/keyrings/debian-archive-keyring.gpg"
  writeFileSync(join(apt, "sources.list"), `deb [signed-by=${keys}] ${archive()} ${release} main\n`)
  const options = [
    `-o Dir::Etc::sourcelist=${join(apt, "sources.list")}`,
    "-o Dir::Etc::sourceparts=/dev/null",
    `-o Dir::State::lists=${join(apt, "lists")}`,
    `-o Dir::Cache=${join(apt, "cache")}`,
    "-o APT::Sandbox::User=root"
  ].join(" ")
  run(`cd ${apt} && apt-get -qq update ${options} && apt-get -qq download nats-server ${options}`)
  const deb = readdirSync(apt).find((name) => name.endsWith(".deb"))
  if (deb === undefined) throw new Error(`Debian's ${release} has no package nats-server.`)
  run(`dpkg -x ${join(apt, deb)} ${target}.next`)
  renameSync(`${target}.next`, target)
  return path
}
