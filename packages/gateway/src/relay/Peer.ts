/** One end of a relayed session: the client's socket, or the upstream's connection. */
import { WebSocket } from "ws"

/** Frames travel as they came, text as the bytes of its UTF-8. */
export interface Peer {
  /** Called with each frame. A new peer is paused, so set it before {@link resume}. */
  onFrame: (data: Buffer, isBinary: boolean) => void
  /** Called once. Nothing comes after it. */
  onClosed: (code: number, reason: string) => void
  /** Hands a frame over. Does nothing once the peer is closed. */
  readonly send: (data: Buffer | string, isBinary?: boolean) => void
  /** Bytes that were handed over and are not written. */
  readonly unwritten: () => number
  /** Stops and continues reading. */
  readonly pause: () => void
  readonly resume: () => void
  readonly close: (code: number, reason: string) => void
  /** When something came last, in milliseconds since 1970. */
  lastSeen: number
  /** Asks for a sign of life. Does nothing while the peer is paused, because no answer would be read. */
  readonly ping: () => void
}

/** A peer that does not answer a close is cut off after this many milliseconds. */
const closeMs = 2_000

/** A reason of more than 123 bytes does not fit into the frame. */
const mostReasonBytes = 123

const nothing = (): void => {}

/** Codes that an endpoint may send in a close frame. */
const sendable = (code: number): boolean =>
  (code >= 3000 && code < 5000) || (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1005 && code !== 1006)

/** The start of a reason, without a character that is cut in two. The decoder holds back what is not whole. */
const cut = (reason: string): string =>
  new TextDecoder().decode(Buffer.from(reason).subarray(0, mostReasonBytes), { stream: true })

/** The peer at the other end of a WebSocket. */
export const webSocketPeer = (socket: WebSocket): Peer => {
  let isClosed = false
  let isPaused = true
  // A paused socket still reports the frames of what it has read.
  let held: Array<readonly [Buffer, boolean]> = []
  if (socket.readyState === WebSocket.OPEN) socket.pause()
  else socket.once("open", () => isPaused && socket.pause())
  const peer: Peer = {
    onFrame: nothing,
    onClosed: nothing,
    send: (data, isBinary = false) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(data, { binary: isBinary })
    },
    unwritten: () => socket.bufferedAmount,
    pause: () => {
      isPaused = true
      if (socket.readyState === WebSocket.OPEN) socket.pause()
    },
    resume: () => {
      isPaused = false
      const frames = held
      held = []
      for (const [index, [data, isBinary]] of frames.entries()) {
        if (isPaused) held.push(...frames.slice(index))
        if (isPaused) return
        peer.onFrame(data, isBinary)
      }
      if (!isPaused && socket.readyState === WebSocket.OPEN) socket.resume()
      if (!isPaused && ended !== undefined) peer.onClosed(...ended)
      if (!isPaused) ended = undefined
    },
    close: (code, reason) => {
      if (socket.readyState === WebSocket.CLOSED) return
      isPaused = false
      held = []
      if (socket.isPaused) socket.resume()
      socket.close(sendable(code) ? code : 1011, cut(reason))
      const timer = setTimeout(() => socket.terminate(), closeMs)
      socket.once("close", () => clearTimeout(timer))
    },
    lastSeen: Date.now(),
    ping: () => {
      if (isPaused) peer.lastSeen = Date.now()
      else if (socket.readyState === WebSocket.OPEN) socket.ping()
    }
  }
  let ended: readonly [number, string] | undefined
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    peer.lastSeen = Date.now()
    if (isPaused) held.push([data, isBinary])
    else peer.onFrame(data, isBinary)
  })
  socket.on("pong", () => {
    peer.lastSeen = Date.now()
  })
  socket.on("error", nothing)
  socket.on("close", (code: number, reason: Buffer) => {
    if (isClosed) return
    isClosed = true
    // What came before the close is delivered first.
    if (isPaused && held.length > 0) ended = [code, reason.toString()]
    else peer.onClosed(code, reason.toString())
  })
  return peer
}
