/** What `antiphon serve` says of those whom it refuses, and of sessions that it cannot record. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { TestClock } from "effect/testing"
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeRefusals } from "../src/serve/refusals.ts"
import { connect } from "./rawClient.ts"
import { antiphon, folder, type Serving, serving } from "./run.ts"

const key = "sk-for-this-test-0123456789"
const realtime = ({ url }: Serving) => `${url}?model=any`
const withKey = { headers: { authorization: `Bearer ${key}` } }

/** The lines of the log with this message. */
const logged = (server: Serving, message: string) =>
  server
    .printed()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line): Readonly<Record<string, unknown>> => JSON.parse(line))
    .filter((line) => line["message"] === message)

describe("a refusal is a warning with its reason", () => {
  it.live("for a page of another origin, with the flag that lets it in", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo", "--origin", "http://127.0.0.1:5173"])
      const origin = "http://localhost:5173"
      assert.strictEqual(yield* (yield* connect(realtime(server), { origin })).ended, 403)
      const refused = yield* server.logged("refused")
      assert.deepInclude(refused, { level: "WARN", status: 403, origin, path: "/v1/realtime" })
      assert.strictEqual(refused["hint"], `--origin ${origin}`)
      assert.include(String(refused["reason"]), origin)
      const hostile = yield* connect(`${realtime(server)}%E2%80%AE%E2%80%A8%C2%85`)
      yield* hostile.next("session.created")
      yield* server.logged("session began")
      assert.notMatch(server.printed().replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    })
  )

  it.live("over HTTP too, for a foreign page, a wrong key and an unknown path, without the key", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo"], { ANTIPHON_KEYS: key })
      const at = `http://${new URL(server.url).host}`
      const post = (path: string, headers: Record<string, string>) =>
        Effect.promise(async () => (await fetch(`${at}${path}`, { method: "POST", headers })).status)
      const secrets = "/v1/realtime/client_secrets"
      assert.strictEqual(yield* post(`${secrets}?token=${key}`, { authorization: "Bearer sk-wrong-0123456789" }), 401)
      assert.strictEqual(yield* post(secrets, { ...withKey.headers, origin: "https://evil.example" }), 403)
      assert.strictEqual(yield* post("/nowhere", {}), 404)
      yield* server.terminate
      const lines = logged(server, "refused").map(({ hint, path, status }) => [status, path, hint])
      assert.deepStrictEqual(lines, [
        [401, secrets, "ANTIPHON_KEYS holds the keys that are admitted"],
        [403, secrets, "--origin https://evil.example"],
        [404, "/nowhere", undefined]
      ])
      assert.notInclude(server.printed(), "sk-")
    })
  )

  it.live("for a wrong key and a session too many", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo", "--max-connections", "1"], { ANTIPHON_KEYS: key })
      yield* (yield* connect(realtime(server), { headers: { authorization: "Bearer sk-wrong-0123456789" } })).ended
      yield* (yield* connect(realtime(server), withKey)).next("session.created")
      yield* (yield* connect(realtime(server), withKey)).ended
      yield* server.terminate
      const [wrong, full] = logged(server, "refused")
      assert.include(String(wrong?.["hint"]), "ANTIPHON_KEYS")
      assert.include(String(full?.["hint"]), "--max-connections")
      assert.notInclude(server.printed(), "sk-")
    })
  )

  it.live("is not logged for pages of this machine with --origin localhost, over HTTP too", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo", "--origin", "localhost"])
      yield* (yield* connect(realtime(server), { origin: "http://127.0.0.1:5173" })).next("session.created")
      const origin = "http://localhost:5180"
      const answer = yield* Effect.promise(() =>
        fetch(`http://${new URL(server.url).host}/healthz`, { headers: { origin } })
      )
      assert.deepStrictEqual([answer.status, answer.headers.get("access-control-allow-origin")], [200, origin])
      assert.strictEqual(yield* (yield* connect(realtime(server), { origin: "https://evil.example" })).ended, 403)
    })
  )

  it.live("an invalid origin ends the command with one line", () =>
    Effect.gen(function* () {
      const run = yield* antiphon(["serve", "--port", "0", "--origin", "foo"])
      assert.deepStrictEqual([run.code, run.stdout], [1, ""])
      assert.match(run.stderr, /^antiphon: --origin "foo" is not an origin: [^\n]+\n$/)
    })
  )

  it.effect("is counted if a line a second is exceeded", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const refusals = makeRefusals()
      const logger = Logger.make((options) => void lines.push(JSON.stringify(Logger.formatStructured.log(options))))
      const refuse = refusals({ path: "/".repeat(5_000), reason: "x".repeat(5_000), status: 404 }).pipe(
        Effect.provide(Logger.layer([logger]))
      )
      for (let n = 0; n < 500; n++) yield* refuse
      assert.strictEqual(lines.length, 20)
      yield* TestClock.adjust("1 second")
      yield* refuse
      assert.strictEqual(lines.length, 21)
      assert.include(lines.at(-1), `"unlogged":480`)
      for (const line of lines) assert.isBelow(line.length, 2_000)
    })
  )
})

/** Whether this machine lets a test mount a small disk of its own. Containers and ordinary users may not. */
const canMount = ((): boolean => {
  const place = mkdtempSync(join(tmpdir(), "antiphon-mount-"))
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", place], { stdio: "ignore" })
    execFileSync("umount", [place], { stdio: "ignore" })
    return true
  } catch {
    return false
  } finally {
    rmdirSync(place)
  }
})()

describe("recordings", () => {
  it.live("that cannot be written refuse no session, warn at once, and are tried again for later sessions", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "sessions")
      const server = yield* serving(["--engine", "echo", "--record", out])
      assert.strictEqual(statSync(out).mode & 0o777, 0o700)
      assert.deepStrictEqual(readdirSync(out), [])
      rmSync(out, { recursive: true })
      writeFileSync(out, "in the way")
      const first = yield* connect(realtime(server))
      yield* first.next("session.created")
      const warning = yield* server.logged("the session goes on unrecorded")
      assert.deepInclude(warning, { level: "WARN", session: 1, unrecorded: 1 })
      yield* (yield* connect(realtime(server))).next("session.created")
      rmSync(out)
      mkdirSync(out)
      yield* (yield* connect(realtime(server))).next("session.created")
      const files = readdirSync(out)
      assert.match(files.join(), /^[^,]*-3\.jsonl$/)
      assert.strictEqual(statSync(join(out, files[0] ?? "")).mode & 0o777, 0o600)
      yield* server.terminate
      assert.deepStrictEqual(
        logged(server, "the session goes on unrecorded").map(({ unrecorded }) => unrecorded),
        [1, 2]
      )
    })
  )

  it.live.skipIf(!canMount)("on a full disk refuse no session, and are written again once there is room", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "small")
      mkdirSync(out)
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", out])
      yield* Effect.addFinalizer(() => Effect.sync(() => execFileSync("umount", ["--lazy", out])))
      const server = yield* serving(["--engine", "echo", "--record", out])
      const first = yield* connect(realtime(server))
      yield* first.next("session.created")
      const filler = join(out, "filler")
      assert.throws(() => writeFileSync(filler, Buffer.alloc(1 << 20)), /ENOSPC/)
      first.send({ type: "conversation.item.create", item: { type: "message", role: "user", content: [] } })
      yield* first.next("conversation.item.done")
      const second = yield* connect(realtime(server))
      yield* second.next("session.created")
      const warning = yield* server.logged("the session goes on unrecorded")
      assert.match(String(warning["why"]), /ENOSPC|no space left/)
      rmSync(filler)
      const third = yield* connect(realtime(server))
      yield* third.next("session.created")
      yield* server.terminate
      const recorded = readdirSync(out).filter((file) => file.endsWith("-3.jsonl"))
      assert.lengthOf(recorded, 1)
      assert.include(readFileSync(join(out, recorded[0] ?? ""), "utf8"), "session.created")
    })
  )

  it.live("into a path that is not a folder end the command with one line", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "file")
      writeFileSync(file, "")
      const run = yield* antiphon(["serve", "--engine", "echo", "--port", "0", "--record", join(file, "below")])
      assert.deepStrictEqual([run.code, run.stdout], [1, ""])
      assert.match(run.stderr, /^antiphon: --record [^\n]*below: nothing can be written there \([^\n]+\n$/)
    })
  )
})
