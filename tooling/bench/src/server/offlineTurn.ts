/** Runs `antiphon serve` in its own process and measures how long its offline engine takes to answer. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Wav } from "@antiphon/audio"
import { WebSocket } from "ws"

const cli = (path: string): string => fileURLToPath(new URL(`../../../../apps/terminal/${path}`, import.meta.url))

const chunkSamples = 480
/** The recording is sent in real time from here on. The audio before is sent at once. */
const pacedFromMs = 5000
/** The end of its speech, as a person marked it. */
const speechEndsMs = 6100

const recording = (): Int16Array => {
  const wav = Wav.read(readFileSync(cli("assets/user-turn.wav")))
  const [channel] = wav._tag === "Success" ? wav.success.channels : []
  if (channel === undefined) throw new Error("The recording of the demo has no audio. Restore assets/user-turn.wav.")
  return channel
}

/**
 * Takes `turns` turns, each in a new session. Returns the ms from the end of speech to the first audio of each answer.
 */
export const offlineTurns = async (turns: number): Promise<ReadonlyArray<number>> => {
  const server = spawn(process.execPath, [cli("src/main.ts"), "serve", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  try {
    const [line] = await once(createInterface({ input: server.stdout }), "line")
    const { url }: { readonly url: string } = JSON.parse(String(line))
    const times = []
    for (let turn = 0; turn < turns; turn++) times.push(await offlineTurn(url))
    return times
  } finally {
    server.kill("SIGTERM")
  }
}

const offlineTurn = async (url: string): Promise<number> => {
  const client = new WebSocket(`${url}?model=any`)
  await once(client, "message")
  const answered = new Promise<number>((resolve) => {
    client.on("message", (data) => {
      if (String(data).includes(`"response.output_audio.delta"`)) resolve(performance.now())
    })
  })
  const samples = recording()
  const began = performance.now() - pacedFromMs
  for (let offset = 0; offset < samples.length; offset += chunkSamples) {
    const wait = began + (offset + chunkSamples) / 24 - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    const chunk = samples.slice(offset, offset + chunkSamples)
    const audio = Buffer.from(chunk.buffer).toString("base64")
    client.send(JSON.stringify({ type: "input_audio_buffer.append", audio }))
  }
  const at = await answered
  client.terminate()
  return at - (began + speechEndsMs)
}
