/** What can carry the conversation; the rest of the console does not know which of them does. */
import type { Transport } from "@antiphon/core"
import { make as webSocket } from "@antiphon/transport-websocket/browser"

export type Carrier = "websocket"

export const carriers: ReadonlyArray<{ readonly id: Carrier; readonly label: string }> = [
  { id: "websocket", label: "WebSocket" }
]

export const transportOf = (_carrier: Carrier): Transport["Service"] => webSocket()
