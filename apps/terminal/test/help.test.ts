import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { existsSync, readFileSync } from "node:fs"
import { get } from "node:https"
import { stripVTControlCharacters } from "node:util"
import { antiphon, atTerminal, serving } from "./run.ts"

const commands = ["demo", "talk", "chat", "say", "replay", "serve", "gateway", "transcribe"]

describe("help", () => {
  it.live("of every command fits into 80 columns but for its examples, and has some", () =>
    Effect.gen(function* () {
      for (const name of commands.filter((each) => each !== "gateway")) {
        const { code, stderr, stdout } = yield* antiphon(["help", name])
        assert.deepStrictEqual([code, stderr], [0, ""])
        const [before = "", after = ""] = stdout.split("\nExamples\n")
        const [examples = "", rest = ""] = after.split("\n\n")
        assert.include(examples, `antiphon ${name}`)
        for (const line of [...before.split("\n"), ...rest.split("\n")]) assert.isAtMost(line.length, 80, line)
      }
    })
  )

  it.live("fits into a terminal of 40, 80 or 120 columns, and a narrow one has meanings below names", () =>
    Effect.gen(function* () {
      for (const columns of [40, 80, 120]) {
        for (const args of [["--help"], ...commands.map((name) => [name, "--help"])]) {
          const { code, stdout } = yield* atTerminal(args, columns)
          assert.strictEqual(code, 0)
          const [before = "", after = ""] = stripVTControlCharacters(stdout).split("\nExamples\n")
          for (const line of [...before.split("\n"), ...after.split("\n\n").slice(1).join("\n").split("\n")]) {
            assert.isAtMost(line.startsWith("https://") ? 0 : line.length, columns, line)
          }
          const name = "  -h, --help"
          assert.include(before + after, columns === 40 ? `\n${name}\n      Show help information\n` : `\n${name}     `)
        }
      }
    })
  )

  it.live("names every command in a sentence", () =>
    Effect.gen(function* () {
      const { stdout } = yield* antiphon(["--help"])
      assert.match(stdout, /\n {2}talk {5,}Talk to a realtime model/)
      assert.match(stdout, /\n {2}serve {5,}Serve the OpenAI Realtime protocol/)
    })
  )
})

it.live("a wrong argument is one line on stderr, which says where help is", () =>
  Effect.gen(function* () {
    const line = (args: ReadonlyArray<string>) =>
      Effect.map(antiphon(args), ({ code, stderr, stdout }) => {
        assert.deepStrictEqual([code, stdout], [1, ""])
        return stderr
      })
    assert.strictEqual(
      yield* line(["serve", "--prot", "1"]),
      "antiphon: Unrecognized flag: --prot in command antiphon serve. Did you mean --port? See antiphon serve --help.\n"
    )
    assert.match(
      yield* line(["serve", "--port", "abc"]),
      /^antiphon: [^\n]*--port[^\n]* See antiphon serve --help\.\n$/
    )
    assert.match(yield* line(["srve"]), /^antiphon: [^\n]*Did you mean serve\? See antiphon --help\.\n$/)
    assert.match(yield* line(["chat", "--url", "foo"]), /^antiphon: --url foo is no WebSocket address: [^\n]+\n$/)
  })
)

it.live("antiphon serve --tls makes a certificate that a client can trust by its file", () =>
  Effect.gen(function* () {
    const server = yield* serving(["--engine", "echo", "--tls"])
    const { fingerprint, path } = yield* server.logged("made a certificate")
    assert.match(server.url, /^wss:/)
    assert.match(String(fingerprint), /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    const ca = readFileSync(String(path))
    const status = yield* Effect.callback<number | undefined>((resume) => {
      const url = `${server.url.replace(/^wss/, "https").replace("127.0.0.1", "localhost")}`
      get(new URL("/healthz", url), { ca, agent: false }, ({ statusCode }) => resume(Effect.succeed(statusCode)))
    })
    assert.strictEqual(status, 200)
    yield* server.terminate
    assert.isFalse(existsSync(String(path)))
  })
)
