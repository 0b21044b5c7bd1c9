/** Frames for a client that was lost. */
import type { Peer } from "../relay/Peer.ts"

/** Bytes that are kept, with those that each frame costs whatever its length. */
const maxMissedBytes = 2_000_000
const frameBytes = 64

export class Missed {
  private frames: Array<readonly [Buffer, boolean]> = []
  private bytes = 0

  /** Keeps a frame. Returns false if there are too many. */
  push(data: Buffer, isBinary: boolean): boolean {
    this.frames.push([data, isBinary])
    this.bytes += data.length + frameBytes
    return this.bytes <= maxMissedBytes
  }

  /** Hands all frames to the client that came back. */
  deliver(client: Peer): void {
    for (const [data, isBinary] of this.frames) client.send(data, isBinary)
    this.clear()
  }

  clear(): void {
    this.frames = []
    this.bytes = 0
  }
}
