/** The programs of the page about phones answer calls of the carriers' sides. */
import { asteriskSide, dial } from "@antiphon/telephony/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { connect, createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { createInterface } from "node:readline"
import { dial as dialSip } from "@antiphon/transport-sip/testing"
import { serving } from "../../../apps/terminal/test/run.ts"
import { pathOf, printed } from "./guides.ts"
import { compiled, ran } from "./ran.ts"
import { scripted } from "./scripted.ts"

const freePort = async (): Promise<string> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return String(port)
}

/** Waits until a port takes connections. */
const open = async (port: string): Promise<void> => {
  for (;;) {
    const socket = connect(Number(port), "127.0.0.1")
    try {
      await once(socket, "connect")
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    } finally {
      socket.destroy()
    }
  }
}

/** Runs a program that answers calls until the scope ends. */
const answering = (program: string, env: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, [pathOf(program)], {
        env: { ...process.env, ...compiled, OPENAI_API_KEY: "sk-any", ...env },
        stdio: ["ignore", "pipe", "inherit"]
      })
      await open(env["PORT"] ?? "")
      return child
    }),
    (child) => Effect.sync(() => child.kill())
  )

const goodbye = {
  turns: [{ say: "Welcome to the bakery. We are closed today. Goodbye.", calls: [{ name: "hang_up", arguments: {} }] }]
} as const

it.live("a call of Twilio is greeted and hung up, and so is one of Asterisk", () =>
  Effect.gen(function* () {
    const REALTIME_URL = yield* scripted(goodbye)
    const env = { REALTIME_URL, PUBLIC_URL: "wss://phone.example/stream", TWILIO_AUTH_TOKEN: "12345" }
    const PORT = yield* Effect.promise(freePort)
    const phone = yield* answering("phone/answer.ts", { ...env, PORT })
    const line = once(createInterface({ input: phone.stdout }), "line")
    const stdout = yield* Effect.promise(() => ran("phone/call.ts", { ...env, PORT }))
    assert.strictEqual(stdout, printed("phone/call.ts"))
    assert.deepStrictEqual(yield* Effect.promise(() => line), ["+15550100: ours"])

    const other = yield* Effect.promise(freePort)
    yield* answering("phone/asterisk.ts", { REALTIME_URL, AGENT_PASSWORD: "67890", PORT: other })
    const authorization = `Basic ${btoa("agent:67890")}`
    const options = { url: `ws://127.0.0.1:${other}/`, headers: { authorization }, counterpart: asteriskSide("1764.1") }
    const call = yield* Effect.promise(() => dial({ ...options, callId: "1764.1" }))
    assert.strictEqual(yield* Effect.promise(() => call.closed), 1000)
    assert.isAbove(call.played(), 8000)
  })
)

it.live("a phone rings the application of the page over SIP, and is accepted", () =>
  Effect.gen(function* () {
    const secret = { ANTIPHON_WEBHOOK_SECRET: "whsec_bXkgc2VjcmV0IGZvciBvbmUgdHJpYWw=" }
    const PORT = yield* Effect.promise(freePort)
    const webhook = ["--sip", "0", "--webhook", `http://127.0.0.1:${PORT}/`]
    const server = yield* serving(["--engine", "echo", ...webhook], secret)
    const REALTIME_URL = server.url.replace(/^ws(.*)\/realtime$/, "http$1")
    const application = yield* answering("phone/rings.ts", { ...secret, PORT, REALTIME_URL })
    const line = once(createInterface({ input: application.stdout }), "line")
    const sip = String((yield* server.logged("phones can call"))["sip"])
    yield* dialSip({ port: Number(sip.split(":").at(-1)) })
    assert.deepStrictEqual(yield* Effect.promise(() => line), ["accepted"])
  })
)
