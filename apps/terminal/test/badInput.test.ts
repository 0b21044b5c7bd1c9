import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { asset, demo, folder, inProcess, type Run } from "./run.ts"

/** A port of loopback that is taken while the scope is open. */
const takenPort: Effect.Effect<number, never, Scope.Scope> = Effect.map(
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer()
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.sync(() => server.close())
  ),
  (server) => {
    const address = server.address()
    assert(typeof address === "object" && address !== null)
    return address.port
  }
)

const freePort = Effect.scoped(takenPort)

/** Exit code 1, nothing on stdout, and on stderr this one line. */
const fails = (run: Run, line: RegExp) => {
  assert.match(run.stderr, /^antiphon: [^\n]+\n$/)
  assert.match(run.stderr, line)
  assert.deepStrictEqual([run.code, run.stdout], [1, ""])
}

const wavOf = (change: (bytes: Buffer) => Buffer) =>
  Effect.map(folder, (out) => {
    const path = join(out, "bad.wav")
    writeFileSync(path, change(readFileSync(asset("reply.wav"))))
    return path
  })

describe("a WAV file", () => {
  it.live("that was cut before its sound is an error of one line", () =>
    Effect.gen(function* () {
      const input = yield* wavOf((bytes) => bytes.subarray(0, 40))
      fails(yield* demo(["--input", input]), /bad\.wav cannot be used: the file ends before its data chunk/)
    })
  )

  it.live("in another format than PCM is an error of one line", () =>
    Effect.gen(function* () {
      const input = yield* wavOf((bytes) => {
        bytes.writeUInt16LE(85, 20) // MP3
        return bytes
      })
      fails(yield* demo(["--input", input]), /bad\.wav cannot be used: MP3 \(format tag 85\) .*convert it to PCM/)
    })
  )

  it.live("that is another file, or missing, is an error of one line", () =>
    Effect.gen(function* () {
      fails(yield* demo(["--input", asset("user-turn.json")]), /cannot be used: a WAV file starts with RIFF/)
      fails(
        yield* inProcess(["demo", "--input", "nonesuch.wav"]),
        /cannot read nonesuch\.wav: ENOENT: no such file or directory/
      )
    })
  )

  it.live("without sound is an error of one line", () =>
    Effect.gen(function* () {
      const input = yield* wavOf((bytes) => {
        bytes.writeUInt32LE(0, 40)
        return bytes.subarray(0, 44)
      })
      fails(yield* demo(["--input", input]), /cannot be used: it holds no sound/)
    })
  )
})

describe("an address", () => {
  it.live("with a port in use is an error of one line", () =>
    Effect.gen(function* () {
      const port = yield* takenPort
      fails(
        yield* demo(["--port", `${port}`, "--out", yield* folder]),
        new RegExp(`port ${port} .*in use.*[Cc]hoose another`)
      )
    })
  )

  it.live("where no server answers is an error of one line, and the folder stays empty", () =>
    Effect.gen(function* () {
      const out = yield* folder
      const url = `ws://127.0.0.1:${yield* freePort}/v1/realtime`
      fails(yield* demo(["--url", url, "--out", out]), /could not connect: .*ECONNREFUSED/)
      assert(!existsSync(join(out, "reply.wav")))
    })
  )

  it.live("that needs a key is an error of one line without one", () =>
    Effect.gen(function* () {
      const run = yield* demo(["--url", "wss://realtime.invalid/v1/realtime", "--out", yield* folder])
      fails(run, /set OPENAI_API_KEY/)
    })
  )

  it.live("that would receive a key in the clear is refused, and the key is not printed", () =>
    Effect.gen(function* () {
      const key = "sk-not-a-key-0123456789"
      const run = yield* demo(["--url", "ws://realtime.invalid/v1/realtime", "--out", yield* folder], {
        OPENAI_API_KEY: key
      })
      fails(run, /not sent unencrypted to realtime\.invalid. Use wss or https/)
      assert.notInclude(run.stderr, key)
    })
  )
})
