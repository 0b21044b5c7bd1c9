import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { antiphon, asset, atTerminal, channels, folder, inProcess, serving } from "./run.ts"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

describe("antiphon chat", () => {
  it.live("answers each piped line in order, in one conversation", () =>
    Effect.gen(function* () {
      const run = yield* inProcess(["chat"], {}, "My name is Ada.\n\nWhat is my name?\r\nWhat is 6\u2028times 7?")
      assert.deepStrictEqual(run, {
        code: 0,
        stdout: "Nice to meet you, Ada.\nYour name is Ada.\nThat is 42.\n",
        stderr: ""
      })
    })
  )

  it.live("says at a terminal who answers, breaks no word, and ends with 0 at Ctrl-D", () =>
    Effect.gen(function* () {
      const run = yield* atTerminal(["chat"], 40, "My name is Ada.\ncount to 16\n")
      assert.deepStrictEqual(run, {
        code: 0,
        stdout: [
          "The offline engine answers in this",
          "process, without a key. Each line is a",
          "turn. Ctrl-D ends.",
          "",
          "> Nice to meet you, Ada.",
          "> 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, ",
          "13, 14, 15, 16.",
          "> "
        ].join("\n"),
        stderr: ""
      })
    })
  )

  it.live("talks to a server elsewhere, and its key is in no output", () =>
    Effect.gen(function* () {
      const key = "sk-for-this-test-0123456789"
      const server = yield* serving([], { ANTIPHON_KEYS: `sk-other, ${key}` })
      const run = yield* antiphon(["chat", "--url", server.url], { OPENAI_API_KEY: key }, "Count to 3\n")
      assert.deepStrictEqual(run, { code: 0, stdout: "1, 2, 3.\n", stderr: "" })
      assert.notInclude(server.printed(), key)
      const refused = yield* antiphon(["chat", "--url", server.url], { OPENAI_API_KEY: "sk-wrong" }, "Hello\n")
      assert.match(refused.stderr, /^antiphon: [^\n]+\n$/)
      assert.strictEqual(refused.code, 1)
      assert.notInclude(refused.stderr + server.printed(), "sk-wrong")
    })
  )

  it.live("fails if an answer fails, and the server's text cannot steer the terminal", () =>
    Effect.gen(function* () {
      const script = join(yield* folder, "script.json")
      const turns = [{ say: "\u001b[2JHello." }, { fail: "over capacity" }]
      writeFileSync(script, JSON.stringify({ turns }))
      const { url } = yield* serving(["--engine", "scripted", "--script", script])
      const run = yield* antiphon(["chat", "--url", url], {}, "one\ntwo\nthree\n")
      assert.deepStrictEqual(run, {
        code: 1,
        stdout: "\u{fffd}[2JHello.\n\n",
        stderr: "antiphon: the answer ended as failed: over capacity\n"
      })
    })
  )
})

describe("antiphon chat --json", () => {
  const turns = [
    { calls: [{ name: "weather", arguments: { city: "Bonn" } }] },
    { calls: [{ name: "broken" }] },
    { say: "It rains\u009b in Bonn." },
    { fail: "over capacity" }
  ]
  const tools = [
    { name: "weather", description: "The weather of a city", run: ["sh", "-c", "echo got $(cat)"] },
    { name: "broken", run: ["sh", "-c", "echo out of order >&2; exit 3"] }
  ]

  it.live("prints a line for each event, and answers calls with the programs of --tools", () =>
    Effect.gen(function* () {
      const place = yield* folder
      const [script, file] = [join(place, "script.json"), join(place, "tools.json")]
      writeFileSync(script, JSON.stringify({ turns }))
      writeFileSync(file, JSON.stringify(tools))
      const { url } = yield* serving(["--engine", "scripted", "--script", script])
      const run = yield* antiphon(["chat", "--json", "--tools", file, "--url", url], {}, "Weather?\nAgain?\n")
      const lines = run.stdout.trim().split("\n")
      const varying = new Set(["first_ms", "id", "ms", "usage"])
      assert.deepStrictEqual(
        lines.map((line) => JSON.parse(line, (key, value: unknown) => (varying.has(key) ? undefined : value))),
        [
          { type: "session", url, model: "gpt-realtime" },
          { type: "user", text: "Weather?" },
          { type: "call", name: "weather", arguments: `{"city":"Bonn"}`, output: `got {"city":"Bonn"}` },
          {
            type: "call",
            name: "broken",
            arguments: "{}",
            output: `{"error":{"code":"failed","message":"sh ended with 3: out of order"}}`
          },
          { type: "answer", text: "It rains\u009b in Bonn.", status: "completed" },
          { type: "user", text: "Again?" },
          { type: "answer", text: "", status: "failed" },
          { type: "error", message: "the answer ended as failed: over capacity" }
        ]
      )
      assert.notInclude(run.stdout, "\u009b")
      assert.deepStrictEqual([run.code, run.stderr], [1, "antiphon: the answer ended as failed: over capacity\n"])
    })
  )

  it.live("says in one line what is wrong with a file of tools", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "tools.json")
      writeFileSync(file, JSON.stringify([{ name: "weather" }]))
      const run = yield* antiphon(["chat", "--tools", file], {}, "Hello\n")
      assert.match(
        run.stderr,
        /^antiphon: [^\n]*tools\.json is not a list of tools: [^\n]*"run"[^\n]*Give each [^\n]+\n$/
      )
      assert.deepStrictEqual([run.code, run.stdout], [1, ""])
    })
  )
})

it.live("antiphon chat sends its instructions and speaks in its voice through the loudspeaker", () =>
  Effect.gen(function* () {
    const [bin, record] = [yield* folder, yield* folder]
    const sound = join(bin, "sound")
    writeFileSync(join(bin, "aplay"), `#!/bin/sh\nexec cat > "${sound}"\n`, { mode: 0o755 })
    const script = join(bin, "script.json")
    writeFileSync(script, JSON.stringify({ turns: [{ say: "Good." }] }))
    const { terminate, url } = yield* serving(["--engine", "scripted", "--script", script, "--record", record])
    const persona = ["--instructions", "Be brief.", "--voice", "marin"]
    const run = yield* antiphon(["chat", "--url", url, ...persona], { PATH: bin }, "Hello\n")
    assert.deepStrictEqual(run, { code: 0, stdout: "Good.\n", stderr: "" })
    assert.isAbove(readFileSync(sound).length, 4800)
    yield* terminate
    const events = readFileSync(join(record, readdirSync(record)[0] ?? ""), "utf8")
    assert.match(events, /"session\.update"[^\n]*"instructions":"Be brief\."[^\n]*"voice":"marin"/)
  })
)

it.live("the words of a server lose the key that they quote", () =>
  Effect.gen(function* () {
    const script = join(yield* folder, "script.json")
    writeFileSync(script, JSON.stringify({ turns: [{ fail: "Wrong API key: plain-Secret.1, token=plain-Secret.1" }] }))
    const { url } = yield* serving(["--engine", "scripted", "--script", script])
    const { stderr } = yield* antiphon(["chat", "--url", url], {}, "one\n")
    assert.strictEqual(stderr, "antiphon: the answer ended as failed: Wrong API key: <redacted>, token=<redacted>\n")
  })
)

it.live("antiphon say uses a truncated file as far as it goes, and reports it", () =>
  Effect.gen(function* () {
    const out = yield* folder
    const [cut, reply] = [join(out, "cut.wav"), join(out, "reply.wav")]
    const bytes = readFileSync(asset("user-turn.wav"))
    bytes.writeUInt32LE(bytes.readUInt32LE(40) + 4_000, 40)
    writeFileSync(cut, bytes)
    const run = yield* antiphon(["say", cut, "--out", reply])
    assert.match(
      run.stderr,
      /^antiphon: [^\n]*cut\.wav ends before the sound that it declares; its \d+\.\d\d s are used\n$/
    )
    assert.strictEqual(run.code, 0)
    assert.isAbove(channels(reply)[0]?.length ?? 0, 24_000)
  })
)

it.live("antiphon say sends a file as one turn and writes the reply", () =>
  Effect.gen(function* () {
    const out = join(yield* folder, "answers", "reply.wav")
    const { url } = yield* serving([])
    const run = yield* antiphon(["say", asset("user-turn.wav"), "--url", url, "--out", out])
    assert.deepStrictEqual([run.code, run.stderr], [0, ""])
    assert.include(run.stdout, `you         "Had he married a more amiable woman,`)
    const [reply] = channels(out)
    assert.isAbove(reply?.length ?? 0, 3 * 24_000)
  })
)
