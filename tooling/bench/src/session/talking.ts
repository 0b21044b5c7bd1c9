/** Measures the CPU time of talking sessions of the client. The server is another process, so that it does not count. */
import { connect } from "@antiphon/client"
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { WebSocket } from "ws"
import type { Row } from "../row.ts"
import { blockMs, blockSamples } from "../server/stamp.ts"

const sessions = 40
const seconds = 5
const block = new Int16Array(blockSamples).fill(100)

/** An end that talks, until it is closed. */
interface Talker {
  readonly say: () => void
  readonly close: () => void
}

/** A speaker that plays in no time. */
const speaker = () => {
  let given = 0
  const position = () => ({ until: given, latencyMs: 0, given })
  return {
    rate: 24_000,
    queue: (samples: Int16Array) => void (given += samples.length),
    position,
    clear: () => Promise.resolve({ ...position(), resumesAt: given })
  }
}

const ours = async (port: number): Promise<Talker> => {
  const url = `ws://127.0.0.1:${port}/v1`
  const session = await connect({ url, model: "bench", speaker: speaker() })
  await session.createResponse()
  return { say: () => void session.sendAudio(block), close: () => void session.close() }
}

/** The least that a client of these sessions can do: a socket that parses, decodes the audio, and sends its own. */
const bare = async (port: number): Promise<Talker> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime?model=bench`, { perMessageDeflate: false })
  const { queue } = speaker()
  socket.on("message", (data) => {
    const event: { readonly type: string; readonly delta?: string } = JSON.parse(String(data))
    if (event.delta !== undefined) queue(new Int16Array(Uint8Array.from(Buffer.from(event.delta, "base64")).buffer))
  })
  await once(socket, "open")
  socket.send('{"type":"response.create"}')
  return {
    say: () => {
      const audio = Buffer.from(block.buffer).toString("base64")
      socket.send(JSON.stringify({ type: "input_audio_buffer.append", audio }))
    },
    close: () => socket.terminate()
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Milliseconds of CPU that one second of one session takes in this process. */
const cpuOf = async (port: number, open: (port: number) => Promise<Talker>): Promise<number> => {
  const talkers = await Promise.all(Array.from({ length: sessions }, () => open(port)))
  const timers = talkers.map(({ say }) => setInterval(say, blockMs))
  try {
    await wait(2000)
    const before = process.cpuUsage()
    await wait(seconds * 1000)
    const { system, user } = process.cpuUsage(before)
    return (user + system) / 1000 / sessions / seconds
  } finally {
    timers.forEach(clearInterval)
    for (const { close } of talkers) close()
  }
}

/** The least of three runs of each client, in turn, because other programs can only add to them. */
const leastOf = async (port: number): Promise<Row> => {
  const runs = { ours: Number.POSITIVE_INFINITY, bare: Number.POSITIVE_INFINITY }
  for (let round = 0; round < 3; round++) {
    runs.bare = Math.min(runs.bare, await cpuOf(port, bare))
    runs.ours = Math.min(runs.ours, await cpuOf(port, ours))
  }
  return {
    name: "client: CPU time of a talking session each second, 20 audio events each way, the server in another process",
    ours: runs.ours,
    unit: "ms",
    floor: { name: "ws, JSON and base64", value: runs.bare }
  }
}

export const talking = async (): Promise<Row> => {
  const server: ChildProcess = fork(fileURLToPath(new URL("talker.ts", import.meta.url)))
  try {
    const [port] = await once(server, "message")
    return await leastOf(Number(port))
  } finally {
    server.disconnect()
  }
}
