/** A package registry on loopback that runs for one trial. */
import { once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import type { Server } from "node:http"
import { createRequire } from "node:module"
import { join } from "node:path"
import { run } from "./run.ts"

/** Installed only for the trial. Contributors who only build do not have to install its 300 packages. */
const manifest = {
  private: true,
  dependencies: { verdaccio: "6.10.4" },
  // Verdaccio asks for it by a tag that some mirrors of the public registry lack.
  overrides: { "verdaccio-audit": { "node-fetch": "2.7.0" } }
}

/** The part of Verdaccio that the trial uses. */
interface Verdaccio {
  readonly runServer: (config: object) => Promise<Server>
}

export interface Registry extends Disposable {
  /** Ends with a slash. */
  readonly url: string
  /** An `.npmrc` that sends npm and pnpm here for `@antiphon` packages, and to their usual registry for all others. */
  readonly npmrc: string
}

/** Starts an empty registry in its own folder and signs in a publisher. */
export const startRegistry = async (folder: string): Promise<Registry> => {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest))
  await run("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder })
  const { runServer }: Verdaccio = createRequire(join(folder, "package.json"))("verdaccio")
  const server = await runServer({
    self_path: folder,
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "htpasswd"), max_users: 1 } },
    uplinks: {},
    packages: { "@antiphon/*": { access: "$all", publish: "$authenticated" }, "**": { access: "$all" } },
    max_body_size: "50mb",
    log: { type: "stdout", format: "json", level: "fatal" }
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the registry has no port")
  const { port } = address
  const url = `http://127.0.0.1:${port}/`
  const answer = await fetch(`${url}-/user/org.couchdb.user:trial`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "trial", password: "trial-of-a-release" })
  })
  const { token }: { token: string } = await answer.json()
  return {
    url,
    npmrc: `@antiphon:registry=${url}\n//127.0.0.1:${port}/:_authToken=${token}\n`,
    [Symbol.dispose]: () => server.close()
  }
}

/** The versions of a package in the registry. */
export const versionsOf = async ({ url }: Registry, name: string): Promise<ReadonlyArray<string>> => {
  const answer = await fetch(`${url}${name.replace("/", "%2f")}`)
  if (answer.status === 404) return []
  const { versions }: { versions: object } = await answer.json()
  return Object.keys(versions)
}
