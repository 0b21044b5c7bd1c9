/** The socket of a phone for its messages. */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { connect } from "node:net"
import { bindDatagrams } from "../node/datagrams.ts"
import { parseMessage } from "../message/parseMessage.ts"
import { makeStreamSplitter } from "../message/StreamSplitter.ts"
import type { SipMessage } from "../message/SipMessage.ts"
import { writeMessage } from "../message/writeMessage.ts"
import type { Source } from "../rtp/Track.ts"

export interface PhoneSocket {
  readonly here: Source
  readonly send: (message: SipMessage) => void
}

interface Closable extends PhoneSocket {
  readonly close: Effect.Effect<void>
}

/** Opens the socket until the scope ends. A server that is not there is a defect of the test. */
export const openPhoneSocket = (
  transport: "UDP" | "TCP",
  server: Source,
  receive: (message: SipMessage) => void
): Effect.Effect<PhoneSocket, never, Scope.Scope> => {
  const read = (bytes: Uint8Array): void => {
    const message = parseMessage(bytes)
    if (Result.isSuccess(message)) receive(message.success)
  }
  return Effect.acquireRelease(transport === "UDP" ? udp(server, read) : tcp(server, read), ({ close }) => close)
}

const udp = (server: Source, read: (bytes: Uint8Array) => void): Effect.Effect<Closable> =>
  bindDatagrams({ address: server.address, port: 0 }, read).pipe(
    Effect.map(({ close, port, send }) => ({
      here: { address: server.address, port },
      send: (message: SipMessage) => send(writeMessage(message), server),
      close
    })),
    Effect.orDie
  )

const tcp = (server: Source, read: (bytes: Uint8Array) => void): Effect.Effect<Closable> =>
  Effect.callback((resume) => {
    const splitter = makeStreamSplitter()
    const socket = connect(server.port, server.address, () => {
      const { localAddress: address = "127.0.0.1", localPort: port = 0 } = socket
      resume(
        Effect.succeed({
          here: { address, port },
          send: (message) => void socket.write(writeMessage(message)),
          close: Effect.sync(() => socket.destroySoon())
        })
      )
    })
    socket.on("error", (error) => resume(Effect.die(error)))
    socket.on("data", (chunk) => {
      for (const message of splitter.push(chunk)) if (Result.isSuccess(message)) read(message.success)
    })
  })
