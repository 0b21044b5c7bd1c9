/**
 * The part of the platform's `WebSocket` that the transport uses (WHATWG WebSockets). Browsers, workers, Deno, Bun and
 * Node have it. A runtime without one provides an object of this shape.
 */
export interface PlatformWebSocket {
  /** 0 connecting, 1 open, 2 closing, 3 closed. */
  readonly readyState: number
  /** Bytes handed over and not yet written. */
  readonly bufferedAmount: number
  binaryType: string
  send(data: string): void
  /** Takes 1000 and 3000 to 4999 only. */
  close(code?: number, reason?: string): void
  addEventListener(type: "open" | "error", listener: () => void): void
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: "close", listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

/** The seam for a port to another runtime. It is `globalThis.WebSocket` or a replacement. */
export type WebSocketConstructor = new (url: string, protocols: Array<string>) => PlatformWebSocket
