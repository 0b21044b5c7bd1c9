/** Runs `antiphon serve` with a script, with or without TLS. */
import * as Effect from "effect/Effect"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { generate } from "selfsigned"
import { antiphonServe } from "./antiphonServe.ts"

/** A temporary folder, which the scope removes. */
export const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "guides-"))),
  (root) => Effect.promise(() => rm(root, { recursive: true }))
)

/** Runs without TLS, with a script as the README of the command has it. Returns the address, `ws://127.0.0.1:…/v1/realtime`. */
export const scripted = (script: object, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const file = join(yield* folder, "script.json")
    yield* Effect.promise(() => writeFile(file, JSON.stringify(script)))
    return yield* antiphonServe("--engine", "scripted", "--script", file, ...args)
  })

/** Runs with TLS. Returns the address of its API, `https://127.0.0.1:…/v1`, and the file of its certificate. */
export const secure = (script: object, ...args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const root = yield* folder
    const [cert, key] = [join(root, "cert.pem"), join(root, "key.pem")]
    yield* Effect.promise(async () => {
      const made = await generate([{ name: "commonName", value: "localhost" }], {
        algorithm: "sha256",
        extensions: [
          { name: "basicConstraints", cA: true },
          { name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }
        ]
      })
      await writeFile(cert, made.cert)
      await writeFile(key, made.private)
    })
    const url = yield* scripted(script, "--cert", cert, "--key", key, ...args)
    return { url: url.replace(/^wss/, "https").replace(/\/realtime$/, ""), cert }
  })
