/** Measures how soon a page is silent after `speech_started` reaches its socket. */
import { launchChromium, overhear, recorder, serveFolder } from "@antiphon/chromium"
import { build } from "esbuild"
import { once } from "node:events"
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { type RawData, type WebSocket, WebSocketServer } from "ws"

/** Three seconds of which no sample is silence. */
const voice = Buffer.from(Int16Array.from({ length: 72_000 }, (_, i) => 1000 + (i % 100)).buffer).toString("base64")

const session = {
  type: "realtime",
  id: "sess_1",
  audio: { input: { turn_detection: { type: "server_vad", interrupt_response: true, create_response: true } } }
}

/** Makes the folder of a site with the page, its worklets and the recorder. */
const makeFolder = async (realtimeUrl: string): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), "client-bench-"))
  await build({
    entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    platform: "browser",
    outfile: join(root, "main.js")
  })
  const worklets = dirname(fileURLToPath(import.meta.resolve("@antiphon/audio/worklets/player.js")))
  await cp(worklets, join(root, "worklets"), { recursive: true })
  await writeFile(join(root, "recorder.js"), recorder)
  const html = `<!doctype html><html data-realtime-url="${realtimeUrl}"><script type="module" src="/main.js"></script>`
  await writeFile(join(root, "index.html"), html)
  return root
}

/** Sends events of a server, each with a new id. */
const sender = (socket: WebSocket) => {
  let serial = 0
  return (event: object): void => socket.send(JSON.stringify({ event_id: `event_${(serial += 1)}`, ...event }))
}

/** Resolves at the next message of a type. */
const nextMessage = async (socket: WebSocket, type: string): Promise<void> => {
  for (;;) {
    const [data]: [RawData] = (await once(socket, "message")) as [RawData]
    if (String(data).includes(`"${type}"`)) return
  }
}

/** The time that an interruption took, in ms. */
export interface Silence {
  /** Until the last sample was rendered, on the audio clock. */
  readonly rendered: number
  /** Until the speaker reported that it had stopped. */
  readonly stopped: number
}

/** Interrupts `rounds` times, each time in the middle of three seconds that arrived at once. */
export const interruptions = async (rounds: number): Promise<ReadonlyArray<Silence>> => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "realtime" })
  await once(server, "listening")
  const connected = once(server, "connection")
  const { port } = server.address() as AddressInfo
  const root = await makeFolder(`ws://127.0.0.1:${port}/v1`)
  const site = await serveFolder({ root })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.addInitScript(overhear)
    await page.goto(site.url)
    const [socket]: [WebSocket] = (await connected) as [WebSocket]
    const say = sender(socket)
    say({ type: "session.created", session })
    await page.waitForFunction(() => overheard.rate > 0)

    const figures: Array<Silence> = []
    for (let round = 0; round < rounds; round++) {
      const response = { id: `resp_${round}`, conversation_id: "conv_1", status: "in_progress" }
      const item = { type: "message", role: "assistant", id: `item_${round}`, status: "in_progress", content: [] }
      const place = { response_id: response.id, item_id: item.id, output_index: 0, content_index: 0 }
      const before = await page.evaluate(() => overheard.sounding)
      say({ type: "response.created", response })
      say({ type: "response.output_item.added", response_id: response.id, output_index: 0, item })
      say({ type: "conversation.item.added", item, previous_item_id: null })
      say({ type: "response.content_part.added", ...place, part: { type: "audio" } })
      say({ type: "response.output_audio.delta", ...place, delta: voice })
      await page.waitForFunction((from) => overheard.sounding > from + 6000, before)
      const truncated = nextMessage(socket, "conversation.item.truncate")
      say({ type: "input_audio_buffer.speech_started", audio_start_ms: round, item_id: `turn_${round}` })
      say({ type: "response.done", response: { ...response, status: "cancelled", output: [] } })
      await truncated
      // A sample that is still rendered would have been by then.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
      figures.push(
        await page.evaluate(() => {
          const { lastFrame, rate, startedAt, startedMs } = overheard
          const since = (at: ReadonlyArray<number>): number => at.at(-1) ?? Number.NaN
          return {
            rendered: (Math.max(0, lastFrame + 1 - since(startedAt)) * 1000) / rate,
            stopped: since(stoppedMs) - since(startedMs)
          }
        })
      )
    }
    return figures
  } finally {
    await browser.close()
    await site.close()
    server.close()
    await rm(root, { recursive: true, force: true })
  }
}
