import { parse } from "@antiphon/recording"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { connect as connectTcp, type Socket } from "node:net"
import { dirname, join } from "node:path"
import { connect as connectTls, getCACertificates, setDefaultCACertificates } from "node:tls"
import { generate } from "selfsigned"
import { httpServer, identityOf } from "../src/serve/httpServer.ts"
import { connect } from "./rawClient.ts"
import { antiphon, asset, channels, firstDifference, folder, type Serving, serving, servingInProcess } from "./run.ts"

const key = "sk-for-this-test-0123456789"

const realtime = ({ url }: Serving) => `${url}?model=any`

const say = (text: string) => ({
  type: "conversation.item.create",
  item: { type: "message", role: "user", content: [{ type: "input_text", text }] }
})

const answerInText = { type: "response.create", response: { output_modalities: ["text"] } }

describe("the end of antiphon serve", () => {
  it.live("SIGTERM ends every session with 1001 and the process with 0", () =>
    Effect.gen(function* () {
      const server = yield* servingInProcess(["--engine", "echo"])
      const clients = yield* Effect.all([connect(realtime(server)), connect(`${server.url}?intent=transcription`)])
      for (const client of clients) yield* client.next("session.created")
      assert.strictEqual(yield* server.terminate, 0)
      for (const client of clients) assert.strictEqual(yield* client.ended, 1001)
      const last = yield* server.logged("stopping")
      assert.strictEqual(last["sessions"], 2)
      for (const line of server.printed().trim().split("\n")) assert.isObject(JSON.parse(line))
    })
  )

  it.live("a port in use is an error of one line", () =>
    Effect.gen(function* () {
      const { url } = yield* serving(["--engine", "echo"])
      const { port } = new URL(url)
      const run = yield* antiphon(["serve", "--engine", "echo", "--port", port])
      assert.deepStrictEqual(run, {
        code: 1,
        stdout: "",
        stderr: `antiphon: port ${port} of 127.0.0.1 is in use: choose another with --port, or 0 for any free one\n`
      })
    })
  )
})

describe("antiphon serve admits", () => {
  it.live("clients with a key, by header or subprotocol, or with a client secret", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo"], { ANTIPHON_KEYS: `sk-other,${key}` })
      const withKey = (offered: string) => ({ headers: { authorization: `Bearer ${offered}` } })
      for (const options of [{}, withKey("sk-wrong")]) {
        const refused = yield* connect(realtime(server), options)
        assert.deepInclude((yield* refused.next("error"))["error"], { code: "invalid_api_key" })
        assert.strictEqual(yield* refused.ended, 3000)
        assert.strictEqual(refused.received().length, 1)
      }
      yield* (yield* connect(realtime(server), withKey(key))).next("session.created")
      const { port } = new URL(server.url)
      const answer = yield* Effect.promise(() =>
        fetch(`http://127.0.0.1:${port}/v1/realtime/client_secrets`, {
          method: "POST",
          headers: { ...withKey(key).headers, "content-type": "application/json" },
          body: JSON.stringify({ session: { type: "realtime", instructions: "Be brief." } })
        })
      )
      const secret: { readonly value: string } = yield* Effect.promise(() => answer.json())
      const subprotocols = ["realtime", `openai-insecure-api-key.${secret.value}`]
      const created = yield* (yield* connect(server.url, { subprotocols })).next("session.created")
      assert.include(JSON.stringify(created), `"instructions":"Be brief."`)
      yield* server.logged("session began")
      assert.notInclude(server.printed(), key)
      assert.notInclude(server.printed(), secret.value)
    })
  )

  it.live("clients of Azure, at its addresses and with its header, and its preview in the beta", () =>
    Effect.gen(function* () {
      const server = yield* serving(["--engine", "echo"], { ANTIPHON_KEYS: key })
      const base = `ws://${new URL(server.url).host}/openai`
      const headers = { "Api-Key": key }
      const ga = yield* connect(`${base}/v1/realtime?model=mine`, { headers })
      assert.deepInclude((yield* ga.next("session.created"))["session"], { type: "realtime", model: "mine" })
      const preview = yield* connect(`${base}/realtime?api-version=2025-04-01-preview&deployment=mine`, { headers })
      const { session } = yield* preview.next("session.created")
      assert.deepInclude(session, { model: "mine", input_audio_format: "pcm16", temperature: 0.8 })
    })
  )

  it.live("pages of named origins, and no more sessions than its limit", () =>
    Effect.gen(function* () {
      const origin = "http://localhost:5173"
      const server = yield* serving(["--engine", "echo", "--origin", origin, "--max-connections", "1"])
      assert.strictEqual(yield* (yield* connect(realtime(server), { origin: "https://evil.example" })).ended, 403)
      yield* (yield* connect(realtime(server), { origin })).next("session.created")
      assert.strictEqual(yield* (yield* connect(realtime(server))).ended, 503)
    })
  )

  it.live("no unknown path, and reports its health", () =>
    Effect.gen(function* () {
      const { url } = yield* serving(["--engine", "echo"])
      assert.strictEqual(yield* (yield* connect(url.replace("/realtime", "/elsewhere"))).ended, 404)
      const health = yield* Effect.promise(() => fetch(`http://${new URL(url).host}/healthz`))
      assert.strictEqual(health.status, 200)
    })
  )

  it.live("clients of the beta with --beta, and refuses them in the first frame without", () =>
    Effect.gen(function* () {
      const beta = { headers: { "OpenAI-Beta": "realtime=v1" } }
      const strict = yield* connect(realtime(yield* serving(["--engine", "echo"])), beta)
      assert.include(JSON.stringify(yield* strict.next("error")), "beta_api_shape_disabled")
      assert.strictEqual(yield* strict.ended, 4000)
      const client = yield* connect(realtime(yield* serving(["--engine", "echo", "--beta"])), beta)
      assert.include(JSON.stringify(yield* client.next("session.created")), `"modalities":[`)
    })
  )
})

it.live("antiphon serve has a path of its own for translations", () =>
  Effect.gen(function* () {
    const server = yield* serving(["--engine", "echo"])
    const client = yield* connect(`${server.url}/translations?model=any`)
    yield* client.next("session.created")
    const audio = Buffer.alloc(9600, 1).toString("base64")
    client.send({ type: "session.input_audio_buffer.append", audio })
    assert.strictEqual((yield* client.next("session.output_audio.delta"))["delta"], audio)
    client.send({ type: "session.close" })
    yield* client.next("session.closed")
    assert.strictEqual(yield* client.ended, 1000)
  })
)

describe("the limits of antiphon serve", () => {
  it.live("bound the life of a session, the size of a frame, and the waiting audio", () =>
    Effect.gen(function* () {
      const bounds = ["--max-frame-bytes", "100000", "--max-audio-seconds", "1"]
      const brief = yield* connect(realtime(yield* serving(["--engine", "echo", "--max-session-seconds", "1"])))
      const long = yield* connect(realtime(yield* serving(["--engine", "echo", ...bounds])))
      yield* long.next("session.created")
      const audio = Buffer.alloc(60_000).toString("base64")
      long.send({ type: "input_audio_buffer.append", audio })
      assert.include(JSON.stringify(yield* long.next("error")), "audio")
      long.send(say("x".repeat(100_000)))
      assert.strictEqual(yield* long.ended, 1009)
      assert.include(JSON.stringify(yield* brief.next("error")), "session_expired")
      assert.strictEqual(yield* brief.ended, 1001)
    })
  )
})

/** A certificate for 127.0.0.1 and its key, as files. Elliptic curves, because a key of RSA takes much longer to find. */
const certificate = Effect.gen(function* () {
  const out = yield* folder
  const altNames = [{ type: 7, ip: "127.0.0.1" } as const]
  const made = yield* Effect.promise(() =>
    generate([{ name: "commonName", value: "localhost" }], {
      algorithm: "sha256",
      keyType: "ec",
      extensions: [{ name: "subjectAltName", altNames }]
    })
  )
  const [cert, secret] = [join(out, "cert.pem"), join(out, "key.pem")]
  writeFileSync(cert, made.cert)
  writeFileSync(secret, made.private)
  return { cert, secret, text: made.cert }
})

/** Trusts a certificate in this process until the scope ends. */
const trusting = (text: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = getCACertificates("default")
      setDefaultCACertificates([...before, text])
      return before
    }),
    (before) => Effect.sync(() => setDefaultCACertificates(before))
  )

describe("antiphon serve over TLS", () => {
  it.live("answers clients that trust its certificate", () =>
    Effect.gen(function* () {
      const { cert, secret, text } = yield* certificate
      const { url } = yield* serving(["--engine", "echo", "--cert", cert, "--key", secret], { ANTIPHON_KEYS: key })
      assert.match(url, /^wss:/)
      const chat = antiphon(["chat", "--url", url], { OPENAI_API_KEY: key }, "Hello\n")
      const strange = yield* chat
      assert.strictEqual(strange.code, 1)
      assert.include(strange.stderr, "self-signed certificate")
      yield* trusting(text)
      assert.deepStrictEqual(yield* chat, { code: 0, stdout: "Hello\n", stderr: "" })
    })
  )

  it.live("needs a certificate and its key, and says so before it reads anything else", () =>
    Effect.gen(function* () {
      const { cert, secret } = yield* certificate
      const serve = ["serve", "--port", "0", "--engine", "scripted", "--script", "missing.json"]
      const half = yield* antiphon([...serve, "--cert", cert])
      assert.deepStrictEqual([half.code, half.stderr], [1, "antiphon: TLS needs both --cert and --key\n"])
      const swapped = yield* antiphon([...serve, "--cert", secret, "--key", cert])
      assert.match(swapped.stderr, /^antiphon: .* cannot be used for TLS: [^\n]+\n$/)
    })
  )

  it.live("ends sockets that send nothing, before and after the handshake", () =>
    Effect.gen(function* () {
      const { cert, secret, text } = yield* certificate
      const read = yield* identityOf({ ...anyPort, tls: false, cert: Option.some(cert), key: Option.some(secret) })
      const { address } = yield* httpServer(anyPort, read, brief)
      const { port } = new URL(address)
      yield* closes(connectTcp(Number(port), "127.0.0.1"))
      const secured = connectTls({ host: "127.0.0.1", port: Number(port), ca: text })
      yield* closes(secured)
      assert.isTrue(secured.authorized)
    })
  )
})

const anyPort = { host: "127.0.0.1", port: 0 }

/** Deadlines that a test can wait for, in ms. */
const brief = { headersTimeout: 50, handshakeTimeout: 50, requestTimeout: 30_000, connectionsCheckingInterval: 10 }

/** Waits until the server closes a socket that sends nothing. */
const closes = (socket: Socket): Effect.Effect<void> =>
  Effect.callback((resume) => {
    socket.on("error", () => {})
    socket.resume().once("close", () => resume(Effect.void))
    return Effect.sync(() => void socket.destroy())
  })

it.live("antiphon serve ends a socket that sends nothing, after 10 s by default", () =>
  Effect.gen(function* () {
    const { address } = yield* httpServer(anyPort, undefined, brief)
    yield* closes(connectTcp(Number(new URL(address).port), "127.0.0.1"))
    const { server } = yield* httpServer(anyPort, undefined)
    assert.strictEqual(server.headersTimeout, 10_000)
  })
)

it.live("the log is JSON lines without words and audio", () =>
  Effect.gen(function* () {
    const out = yield* folder
    const server = yield* serving(["--record", out])
    const client = yield* connect(`${realtime(server)}&token=${key}`)
    client.send(say("my name is Xylophone"))
    client.send(answerInText)
    yield* client.next("response.done")
    assert.strictEqual(yield* server.terminate, 0)
    assert.notMatch(server.printed(), /Xylophone/)
    assert.notInclude(server.printed(), key)
    const lines = server.printed().trim().split("\n")
    const messages = lines.map((line): unknown => JSON.parse(line).message)
    assert.deepStrictEqual(messages.slice(0, 3), ["listening", "session began", "stopping"])
    const ended = yield* server.logged("session ended")
    assert.match(String(ended["why"]), /code 1001/)

    const [file = ""] = readdirSync(out)
    const recording = Result.getOrThrow(parse(readFileSync(join(out, file), "utf8")))
    assert.strictEqual(recording.header.side, "server")
    const types = recording.lines.flatMap((line) => ("event" in line ? [`${line.direction} ${line.event.type}`] : []))
    assert.deepStrictEqual(types.slice(0, 2), ["out session.created", "in conversation.item.create"])
    assert.include(types, "out response.done")
  })
)

it.live("a seed gives the same client the same events", () =>
  Effect.gen(function* () {
    const answers = yield* Effect.forEach(["a", "a", "b"], (seed) =>
      Effect.gen(function* () {
        const client = yield* connect(realtime(yield* serving(["--seed", seed])))
        client.send(say("Hello"))
        client.send(answerInText)
        return JSON.stringify(yield* client.next("response.done"))
      })
    )
    assert.strictEqual(answers[0], answers[1])
    assert.notStrictEqual(answers[0], answers[2])
  })
)

it.live("injected faults repeat with a seed, and an unknown fault is an error of one line", () =>
  Effect.gen(function* () {
    const runs = yield* Effect.forEach(["a", "a"], (seed) =>
      Effect.gen(function* () {
        const faults = ["--faults", "duplicate=0.3, malformed=0.2,cut=0.05", "--seed", seed]
        const client = yield* connect(realtime(yield* serving(["--engine", "echo", ...faults])))
        const ended = yield* Effect.forkChild(client.ended)
        for (let n = 0; n < 50; n++) client.send(say("Hello"))
        const timeless = () => client.received().map((frame) => frame.replace(/"expires_at":\d+/, ""))
        return [yield* Fiber.join(ended), timeless()] as const
      })
    )
    assert.deepStrictEqual(runs[0], runs[1])
    assert.strictEqual(runs[0]?.[0], 1011)
    const everywhere = yield* serving(["--engine", "echo", "--beta", "--faults", "duplicate=1"])
    const beta = { headers: { "OpenAI-Beta": "realtime=v1" } }
    const clients = yield* Effect.all([
      connect(realtime(everywhere), beta),
      connect(`${everywhere.url}/translations?model=any`)
    ])
    for (const client of clients) {
      yield* client.next("session.created")
      yield* client.next("session.created")
      assert.strictEqual(client.received()[0], client.received()[1])
    }
    const run = yield* antiphon(["serve", "--faults", "late=2"])
    assert.match(run.stderr, /^antiphon: --faults "late=2" is not a fault: [^\n]+\n$/)
  })
)

describe("a script", () => {
  const scripted = (script: unknown) =>
    Effect.map(folder, (out) => {
      const path = join(out, "script.json")
      writeFileSync(path, typeof script === "string" ? script : JSON.stringify(script))
      return ["--engine", "scripted", "--script", path]
    })

  it.live("is played turn by turn, with written and spoken words, a call, a recording and a failure", () =>
    Effect.gen(function* () {
      const voice = asset("reply.wav")
      const turns = [
        { heard: "What is the weather?", calls: [{ name: "weather", arguments: { city: "Bonn" } }] },
        { write: "rain", say: "It rains.", afterMs: 50 },
        { say: "He might.", voice },
        { fail: "over capacity" }
      ]
      const client = yield* connect(realtime(yield* serving(yield* scripted({ turns }))))
      const audio = Effect.gen(function* () {
        client.send({ type: "response.create" })
        const { item_id } = yield* client.next("response.output_audio.done")
        yield* client.next("response.done")
        client.send({ type: "conversation.item.retrieve", item_id })
        const { content }: { readonly content?: ReadonlyArray<{ readonly audio: string }> } = Object(
          (yield* client.next("conversation.item.retrieved"))["item"]
        )
        return new Int16Array(Uint8Array.from(Buffer.from(content?.at(-1)?.audio ?? "", "base64")).buffer)
      })
      client.send({ type: "response.create" })
      const call = yield* client.next("response.function_call_arguments.done")
      assert.deepStrictEqual([call["name"], call["arguments"]], ["weather", `{"city":"Bonn"}`])
      yield* client.next("response.done")
      assert.isAbove((yield* audio).length, 12_000)
      assert.isTrue(client.received().some((frame) => /output_text\.done.*"text":"rain"/.test(frame)))
      assert.strictEqual(firstDifference(yield* audio, channels(voice)[0]), undefined)
      client.send({ type: "response.create" })
      assert.include(JSON.stringify(yield* client.next("response.done")), "over capacity")
    })
  )

  it.live("of the README is valid", () =>
    Effect.gen(function* () {
      const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
      const blocks = [...readme.matchAll(/```json\n([^`]+)```/g)].map(([, text = ""]) => text)
      const options = yield* scripted(blocks.find((text) => text.includes(`"turns"`)) ?? "")
      copyFileSync(asset("reply.wav"), join(dirname(options.at(-1) ?? ""), "it-rains.wav"))
      const listening = yield* (yield* serving(options)).logged("listening")
      const shown: object = JSON.parse(blocks.find((text) => text.includes(`"listening"`)) ?? "")
      assert.deepStrictEqual(Object.keys(listening), Object.keys(shown))
    })
  )

  it.live("that is invalid is an error of one line that says where", () =>
    Effect.gen(function* () {
      for (const [script, line] of [
        ["{oops", /script\.json is not a script: [^\n]*JSON/],
        [{ turns: [] }, /\["turns"\]/],
        [{ turns: [{ say: 7 }] }, /\["turns"\]\[0\]\["say"\]/],
        [{ turns: [{ says: "x" }] }, /\["turns"\]\[0\]\["says"\]/],
        [{ turns: [{ voice: "nonesuch.wav" }] }, /cannot read .*nonesuch\.wav: ENOENT/]
      ] as const) {
        const run = yield* antiphon(["serve", "--port", "0", ...(yield* scripted(script))])
        assert.match(run.stderr, /^antiphon: [^\n]+\n$/)
        assert.match(run.stderr, line)
        assert.strictEqual(run.code, 1)
      }
      const without = yield* antiphon(["serve", "--engine", "scripted"])
      assert.match(without.stderr, /^antiphon: [^\n]*--script FILE\.json\n$/)
    })
  )
})

describe("the compatible engine", () => {
  /** A server of chat completions, and what it was asked. */
  const completions: Effect.Effect<
    { readonly url: string; readonly asked: Array<{ readonly key: string | undefined; readonly body: string }> },
    never,
    Scope.Scope
  > = Effect.gen(function* () {
    const asked: Array<{ readonly key: string | undefined; readonly body: string }> = []
    const server = createServer((request, response) => {
      let body = ""
      request.on("data", (chunk) => (body += chunk))
      request.on("end", () => {
        asked.push({ key: request.headers.authorization, body })
        response.writeHead(200, { "content-type": "text/event-stream" })
        for (const content of ["Good ", "day."]) {
          response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`)
        }
        response.end("data: [DONE]\n\n")
      })
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
      () =>
        Effect.callback<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const address = server.address()
    assert(typeof address === "object" && address !== null)
    return { url: `http://127.0.0.1:${address.port}/v1`, asked }
  })

  it.live("answers with the servers that the environment names, and speaks with flite without one", () =>
    Effect.gen(function* () {
      const { asked, url } = yield* completions
      const server = yield* serving(["--engine", "compatible"], {
        ANTIPHON_CHAT_URL: url,
        ANTIPHON_CHAT_MODEL: "local",
        ANTIPHON_CHAT_KEY: key
      })
      const run = yield* antiphon(["chat", "--url", server.url], {}, "Hello\n")
      assert.deepStrictEqual(run, { code: 0, stdout: "Good day.\n", stderr: "" })
      assert.strictEqual(asked[0]?.key, `Bearer ${key}`)
      assert.include(asked[0]?.body, `"model":"local"`)
      const client = yield* connect(realtime(server))
      client.send(say("Hello"))
      client.send({ type: "response.create" })
      yield* client.next("response.output_audio.delta")
      assert.notInclude(server.printed(), key)
    })
  )

  it.live("without a server is an error of one line", () =>
    Effect.gen(function* () {
      const run = yield* antiphon(["serve", "--engine", "compatible"])
      assert.match(run.stderr, /^antiphon: [^\n]*ANTIPHON_CHAT_URL[^\n]*\n$/)
    })
  )
})
