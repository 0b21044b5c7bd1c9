/** A call over a real socket. The carrier runs by the real clock, so tests on loaded machines wait on events. */
import { WebSocket } from "ws"
import type { Frame } from "../Dialect.ts"
import { type Carrier, type Counterpart, makeCarrier } from "./Carrier.ts"
import { startOf } from "./counterparts.ts"

export interface DialOptions {
  /** The address of the application's stream. */
  readonly url: string
  readonly counterpart: Counterpart
  readonly callId: string
  /** What the caller says, PCM16 at the rate of the call. Silence after its end. */
  readonly say?: Int16Array
  /** Headers of the upgrade, such as a signature. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface DialledCall extends Carrier {
  /** Resolves with the close code once the socket is closed. */
  readonly closed: Promise<number>
}

/** Calls an application. Rejects if it refuses the upgrade, with the status in the message. */
export const dial = (options: DialOptions): Promise<DialledCall> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(options.url, { headers: { ...options.headers } })
    socket.on("error", reject)
    socket.on("unexpected-response", (_request, response) => {
      response.destroy()
      reject(new Error(`The application refused the call with ${response.statusCode ?? 0}.`))
    })
    socket.on("open", () => {
      const send = (frame: Frame): void => {
        if (socket.readyState === socket.OPEN) socket.send(frame)
      }
      const { callId, counterpart, say = new Int16Array(0) } = options
      const carrier = makeCarrier({ counterpart, started: startOf(counterpart, callId), say, send })
      socket.on("message", (data: Buffer, isBinary) =>
        carrier.receive(isBinary ? new Uint8Array(data) : data.toString("utf8"))
      )
      const since = performance.now()
      let ticks = 0
      const timer = setInterval(() => {
        for (; ticks * 20 <= performance.now() - since; ticks += 1) carrier.tick()
        if (carrier.isHungUp()) socket.close(1000)
      }, 10)
      const closed = new Promise<number>((over) => {
        socket.on("close", (code) => {
          clearInterval(timer)
          over(code)
        })
      })
      const hangUp = (): void => {
        carrier.hangUp()
        socket.close(1000)
      }
      resolve({ ...carrier, hangUp, closed })
    })
  })
