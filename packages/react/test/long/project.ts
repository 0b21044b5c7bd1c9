/** A project of a user, with this package and those below it as they are packed, and the rest from npm. */
import { execFile, spawn } from "node:child_process"
import { once } from "node:events"
import { cp, mkdir, readdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const run = promisify(execFile)
const packages = fileURLToPath(new URL("../../../", import.meta.url))
const names = ["core", "audio", "session", "transport-websocket", "transport-webrtc", "client", "react"]

/** Packs the packages into a folder. They must be built. */
export const pack = async (into: string): Promise<ReadonlyArray<string>> => {
  await mkdir(into, { recursive: true })
  for (const name of names) await run("pnpm", ["pack", "--pack-destination", into], { cwd: join(packages, name) })
  return (await readdir(into)).map((file) => join(into, file))
}

/** Makes a project from an example of this package, and installs the tarballs and the other packages by name. */
export const makeProject = async (
  folder: string,
  example: "next" | "vite",
  installed: ReadonlyArray<string>
): Promise<void> => {
  await mkdir(folder, { recursive: true })
  await cp(join(packages, "react/examples", example), folder, { recursive: true })
  await writeFile(join(folder, "package.json"), '{ "private": true, "type": "module" }\n')
  await run("npm", ["install", "--no-audit", "--no-fund", ...installed], { cwd: folder })
}

const quiet = { NEXT_TELEMETRY_DISABLED: "1" }

/** Runs a program of the project to its end. */
export const runTool = async (folder: string, tool: string, ...args: ReadonlyArray<string>): Promise<void> => {
  const { NODE_ENV: _test, ...env } = process.env
  await run(process.execPath, [join(folder, "node_modules", tool), ...args], { cwd: folder, env: { ...env, ...quiet } })
}

/** A program of the project that serves a page. */
export interface Served extends AsyncDisposable {
  readonly url: string
}

/** Starts a program of the project, and waits for the line with its address. */
export const serve = async (
  folder: string,
  [tool, ...args]: readonly [string, ...ReadonlyArray<string>],
  env: Readonly<Record<string, string>> = {}
): Promise<Served> => {
  const { NODE_ENV: _test, ...own } = process.env
  const child = spawn(process.execPath, [join(folder, "node_modules", tool), ...args], {
    cwd: folder,
    env: { ...own, ...quiet, ...env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "inherit"]
  })
  const exited = once(child, "exit")
  const orphaned = () => child.kill("SIGKILL")
  process.once("exit", orphaned)
  const address = async (): Promise<string> => {
    for await (const line of createInterface(child.stdout)) {
      const [url] = /https?:\/\/(localhost|127\.0\.0\.1):\d+/.exec(line) ?? []
      if (url !== undefined) return url
    }
    throw new Error(`${tool} ended without an address`)
  }
  const url = await address()
  child.stdout.resume()
  return {
    url: url.replace("localhost", "127.0.0.1"),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM")
      await exited
      process.off("exit", orphaned)
    }
  }
}
