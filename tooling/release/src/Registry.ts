/** A package registry on this machine's loopback, for the length of one trial. */
import { once } from "node:events"
import { mkdirSync, writeFileSync } from "node:fs"
import type { Server } from "node:http"
import { createRequire } from "node:module"
import { join } from "node:path"
import { run } from "./run.ts"

/** Installed for the trial alone: its 300 packages are no burden for those who only want to build. */
const manifest = {
  private: true,
  dependencies: { verdaccio: "6.10.4" },
  // Asked for by a tag that not every mirror of the public registry has.
  overrides: { "verdaccio-audit": { "node-fetch": "2.7.0" } }
}

/** What of Verdaccio is used. */
interface Verdaccio {
  readonly runServer: (config: object) => Promise<Server>
}

export interface Registry extends Disposable {
  /** With a closing slash. */
  readonly url: string
  /** What npm and pnpm must be told to take and publish `@antiphon` packages here, and all others where they always do. */
  readonly npmrc: string
}

/** Starts it empty, in a folder of its own, and signs a publisher in. */
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

/** The versions of a package that the registry has. */
export const versionsOf = async ({ url }: Registry, name: string): Promise<ReadonlyArray<string>> => {
  const answer = await fetch(`${url}${name.replace("/", "%2f")}`)
  if (answer.status === 404) return []
  const { versions }: { versions: object } = await answer.json()
  return Object.keys(versions)
}
