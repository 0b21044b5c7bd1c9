/** A call over a real socket. The carrier runs by the real clock, so tests on loaded machines wait on events. */
import { connect } from "node:net"
import { WebSocket } from "ws"
import type { Frame } from "../Dialect.ts"
import { makeAudioSocketSplitter } from "../dialects/audioSocket.ts"
import { type Carrier, type Counterpart, makeCarrier } from "./Carrier.ts"
import { makeRandom } from "./random.ts"
import { startOf } from "./sides/parts.ts"

export interface DialOptions {
  /** The address of the application's stream, `ws://…` or, of AudioSocket, `tcp://…`. */
  readonly url: string
  readonly counterpart: Counterpart
  readonly callId: string
  /** What the caller says, PCM16 at the rate of the call. Silence after its end. */
  readonly say?: Int16Array
  /** Headers of the upgrade, such as a signature. */
  readonly headers?: Readonly<Record<string, string>>
  /** How long a frame travels, one way, in ms, beside the socket. Defaults to 0. */
  readonly delayMs?: number
  /** How much longer a frame may travel, in ms. Frames stay in order. Defaults to 0. */
  readonly jitterMs?: number
  /** How many of a hundred marks are lost. Defaults to 0. */
  readonly lostMarks?: number
  /** Makes the jitter and the losses repeatable. Defaults to 1. */
  readonly seed?: number
  /** Called with each frame as the carrier sends or takes it. */
  readonly onFrame?: (from: "carrier" | "application", frame: Frame) => void
}

export interface DialledCall extends Carrier {
  /** Resolves with the close code once the socket is closed. A TCP connection has 1000, or 1006 if it broke. */
  readonly closed: Promise<number>
}

/** What a call needs of a socket. */
interface Wire {
  readonly send: (frame: Frame) => void
  readonly close: () => void
  readonly onFrame: (take: (frame: Frame) => void) => void
  readonly closed: Promise<number>
}

/** Calls an application. Rejects if it refuses the upgrade, with the status in the message. */
export const dial = async (options: DialOptions): Promise<DialledCall> => {
  const wire = options.url.startsWith("tcp:") ? await overTcp(options) : await overWebSocket(options)
  const { callId, counterpart, lostMarks = 0, onFrame, say = new Int16Array(0), seed = 1 } = options
  const random = makeRandom(seed)
  const there = laneOf(options, random, wire.send)
  const since = performance.now()
  let ticks = 0
  // A busy machine runs timers late. What the carrier played until now counts all the same.
  const catchUp = (): void => {
    for (; ticks * 20 <= performance.now() - since; ticks += 1) carrier.tick()
  }
  const back = laneOf(options, random, (frame) => {
    onFrame?.("application", frame)
    catchUp()
    carrier.receive(frame)
  })
  const carrier: Carrier = makeCarrier({
    counterpart,
    started: startOf(counterpart, callId),
    say,
    send: (frame) => {
      onFrame?.("carrier", frame)
      there(frame)
    },
    losesMark: () => random() * 100 < lostMarks
  })
  wire.onFrame(back)
  const timer = setInterval(() => {
    catchUp()
    if (carrier.isHungUp()) wire.close()
  }, 4)
  const closed = wire.closed.finally(() => clearInterval(timer))
  const hangUp = (): void => {
    carrier.hangUp()
    wire.close()
  }
  return { ...carrier, hangUp, closed }
}

/** One direction of the network. It delays frames and keeps their order. */
const laneOf = (
  { delayMs = 0, jitterMs = 0 }: DialOptions,
  random: () => number,
  deliver: (frame: Frame) => void
): ((frame: Frame) => void) => {
  if (delayMs === 0 && jitterMs === 0) return deliver
  const waiting: Array<{ readonly frame: Frame; readonly at: number }> = []
  let last = 0
  const pass = (): void => {
    for (let [next] = waiting; next !== undefined && next.at <= performance.now(); [next] = waiting) {
      waiting.shift()
      deliver(next.frame)
    }
    const [next] = waiting
    if (next !== undefined) setTimeout(pass, Math.max(1, Math.ceil(next.at - performance.now())))
  }
  return (frame) => {
    last = Math.max(last, performance.now() + delayMs + random() * jitterMs)
    waiting.push({ frame, at: last })
    if (waiting.length === 1) setTimeout(pass, Math.max(1, Math.ceil(last - performance.now())))
  }
}

const overWebSocket = ({ headers, url }: DialOptions): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers: { ...headers } })
    const early: Array<Frame> = []
    let take = (frame: Frame): void => void early.push(frame)
    socket.on("error", reject)
    socket.on("unexpected-response", (_request, response) => {
      response.destroy()
      reject(new Error(`The application refused the call with ${response.statusCode ?? 0}.`))
    })
    socket.on("message", (data: Buffer, isBinary) => take(isBinary ? new Uint8Array(data) : data.toString("utf8")))
    const closed = new Promise<number>((over) => socket.on("close", over))
    socket.on("open", () =>
      resolve({
        send: (frame) => {
          if (socket.readyState === socket.OPEN) socket.send(frame)
        },
        close: () => socket.close(1000),
        onFrame: (taker) => {
          take = taker
          for (const frame of early.splice(0)) taker(frame)
        },
        closed
      })
    )
  })

const overTcp = ({ url }: DialOptions): Promise<Wire> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    const split = makeAudioSocketSplitter()
    socket.on("error", reject)
    const closed = new Promise<number>((over) => socket.on("close", (hasFailed) => over(hasFailed ? 1006 : 1000)))
    socket.on("connect", () =>
      resolve({
        send: (frame) => {
          if (socket.writable) socket.write(frame)
        },
        close: () => socket.end(),
        onFrame: (taker) =>
          socket.on("data", (bytes: Buffer) => {
            for (const frame of split(new Uint8Array(bytes))) taker(frame)
          }),
        closed
      })
    )
  })
