import { connect } from "@antiphon/client"
import { recordTransport } from "@antiphon/recording"
import { fileSink, readFile } from "@antiphon/recording/node"
import { make } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { served, textOnly } from "./clientServed.ts"

it("the client's transport records both directions, with a file for each connection", async () => {
  const folder = mkdtempSync(join(tmpdir(), "client-recorded-"))
  try {
    await served({ turns: [{ say: "It is noon." }] }, async (url, drop) => {
      const transport = recordTransport(make(), (number) => fileSink(join(folder, `session-${number}.jsonl`)))
      await using session = await connect({ url, transport, model: "gpt-realtime", key: "sk-any" })
      await session.configure(textOnly)
      const { response } = await session.sendText("What time is it?")
      await response.done
      const resumed = new Promise<void>((resolve) => void session.on("resumed", () => resolve()))
      await drop()
      await resumed
    })
    const types = async (number: number) => {
      const { lines } = await Effect.runPromise(readFile(join(folder, `session-${number}.jsonl`)))
      return lines.map((line) => ("event" in line ? line.event.type : "end"))
    }
    const [first, second] = [await types(1), await types(2)]
    assert.includeMembers(first, ["session.created", "conversation.item.create", "response.done", "end"])
    assert.includeMembers(second, ["session.created", "conversation.item.create"])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it("a key of Azure is sent in the header that Azure expects", async () => {
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const asked = once(server, "upgrade")
  const opening = connect({
    url: `ws://127.0.0.1:${port}/openai/v1/realtime`,
    model: "gpt-realtime",
    key: "azure-key",
    authorization: "api-key",
    reconnect: false
  }).catch(() => "refused")
  const [{ headers }, socket] = await asked
  socket.destroy()
  assert.deepStrictEqual([headers["api-key"], headers.authorization], ["azure-key", undefined])
  assert.strictEqual(await opening, "refused")
  server.close()
})
