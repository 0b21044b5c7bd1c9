/** The data channel of a peer connection of node-datachannel. It lives as long as the peer connection. */
import * as Effect from "effect/Effect"
import type { DataChannel } from "node-datachannel"
import { maxEventBytes } from "../options.ts"
import type { PeerConnection, PeerListener } from "./PeerConnections.ts"

/** The time between two looks for more messages, in ms, the quiet looks that are enough, and the most looks. */
const [lookMs, quietLooks, maxLooks] = [10, 4, 25]

/** A data channel that is made here or arrives later. */
export interface NodeChannel extends Pick<PeerConnection, "unwritten" | "maxMessageBytes" | "send" | "caughtUp"> {
  /** Uses the first channel, and closes every other one. The name is the business of the offering side. */
  readonly adopt: (made: DataChannel) => void
  readonly hasOpened: () => boolean
  readonly isClosing: () => boolean
  /** Begins to close after what was handed over. */
  readonly close: () => void
  /** Reports nothing from here on. */
  readonly end: () => void
}

export const makeNodeChannel = (options: {
  readonly listener: PeerListener
  readonly highWaterBytes: number
  readonly bytesReceived: () => number
}): NodeChannel => {
  const { bytesReceived, highWaterBytes, listener } = options
  let channel: DataChannel | undefined
  let hasOpened = false
  let isClosing = false
  let isOver = false
  let channels = 0
  /** The bytes of the messages that were passed on. */
  let passedOn = 0

  const opened = () => {
    // Both `onOpen` and the look at a channel that arrives open come here. Only the first counts.
    if (hasOpened || isOver) return
    hasOpened = true
    listener.opened()
  }
  const onMessage = (frame: string | Buffer | ArrayBuffer) => {
    if (isOver) return
    // The far end may send before this side sees that the channel is open.
    opened()
    if (typeof frame === "string") {
      passedOn += Buffer.byteLength(frame)
      return listener.text(frame)
    }
    passedOn += frame.byteLength
    listener.binary(frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame)
  }
  const onClosed = () => {
    if (isOver || isClosing) return
    const lost = channels === 1 ? bytesReceived() - passedOn : 0
    if (lost <= 0) return listener.closed()
    listener.lost(`it closed while ${lost} bytes that it had sent were unread here, and those are lost`)
  }
  const isUsable = (): boolean => !isClosing && !isOver && channel?.isOpen() === true

  return {
    adopt: (made) => {
      channels += 1
      if (channel !== undefined) {
        // The library keeps the process alive until each wrapper sees its object close, and reports that only to a
        // callback.
        made.onClosed(() => {})
        made.close()
        return
      }
      channel = made
      made.setBufferedAmountLowThreshold(Math.max(0, highWaterBytes - 1))
      // Messages and the close take two routes, and a close that overtakes messages discards them. The route that was
      // made first is emptied first, so this order matters. `onClosed` notices what is lost even so, a thousand
      // messages behind.
      made.onMessage(onMessage)
      made.onClosed(onClosed)
      made.onBufferedAmountLow(() => {
        if (!isOver) listener.drained()
      })
      made.onOpen(opened)
      if (made.isOpen()) opened()
    },
    hasOpened: () => hasOpened,
    isClosing: () => isClosing,
    // The library's `sendMessage` returns true at every size. Only the amount shows back-pressure.
    unwritten: () => (isUsable() ? (channel?.bufferedAmount() ?? Infinity) : Infinity),
    maxMessageBytes: () => (isUsable() ? (channel?.maxMessageSize() ?? maxEventBytes) : maxEventBytes),
    send: (frame) => {
      // Another thread may have closed the channel since the last look. The end is reported separately.
      try {
        channel?.sendMessage(frame)
      } catch {}
    },
    caughtUp: Effect.suspend(() => {
      let [looks, quiet, before] = [0, 0, passedOn]
      const look = Effect.map(Effect.sleep(lookMs), () => {
        looks += 1
        quiet = passedOn === before ? quiet + 1 : 0
        before = passedOn
      })
      const isSettled = () => !isUsable() || quiet >= quietLooks || looks >= maxLooks
      return Effect.whileLoop({ while: () => !isSettled(), body: () => look, step: () => {} })
    }),
    close: () => {
      if (isClosing) return
      isClosing = true
      channel?.close()
      if (!hasOpened) listener.closed()
    },
    end: () => {
      isOver = true
      // A channel that never opened is not reported as closed otherwise.
      if (!isClosing) channel?.close()
    }
  }
}
