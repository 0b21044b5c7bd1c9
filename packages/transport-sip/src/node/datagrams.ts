/** A UDP socket that closes after what it was given to send. */
import * as Effect from "effect/Effect"
import { createSocket } from "node:dgram"
import { isIPv6 } from "node:net"
import type { Source } from "../rtp/Track.ts"

export interface Datagrams {
  readonly port: number
  /** Sends a datagram. One that cannot be sent is lost, like any other. */
  readonly send: (bytes: Uint8Array, to: Source) => void
  /** Waits until what was sent has left. */
  readonly close: Effect.Effect<void>
}

/** Binds a socket. Fails with the error of the platform. */
export const bindDatagrams = (
  { address, port }: Source,
  receive: (bytes: Uint8Array, from: Source) => void
): Effect.Effect<Datagrams, Error> =>
  Effect.callback((resume) => {
    const socket = createSocket(isIPv6(address) ? { type: "udp6", ipv6Only: true } : { type: "udp4" })
    let underWay = 0
    let closing: (() => void) | undefined
    const failed = (cause: Error): void => resume(Effect.fail(cause))
    const left = (): void => {
      underWay -= 1
      if (underWay === 0) closing?.()
    }
    socket.once("error", failed)
    socket.bind(port, address, () => {
      socket.off("error", failed)
      socket.on("error", () => undefined)
      socket.on("message", receive)
      const datagrams: Datagrams = {
        port: socket.address().port,
        send: (bytes, to) => {
          if (closing !== undefined) return
          underWay += 1
          socket.send(bytes, to.port, to.address, left)
        },
        close: Effect.callback((closed) => {
          closing = () => void socket.close(() => closed(Effect.void))
          if (underWay === 0) closing()
        })
      }
      resume(Effect.succeed(datagrams))
    })
  })
