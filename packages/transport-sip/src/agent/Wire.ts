/** What an agent needs of the sockets. */

/** The far end of a datagram or of a TCP connection. */
export interface Peer {
  readonly transport: "UDP" | "TCP"
  readonly address: string
  readonly port: number
}

export interface Wire {
  /** Sends a message. A message for a connection that has closed is lost. */
  readonly send: (message: Uint8Array, to: Peer) => void
  /** Where this side can be reached by a peer. */
  readonly localFor: (peer: Peer) => { readonly address: string; readonly port: number }
}
