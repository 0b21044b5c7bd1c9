/** A connection in memory. The node has one end as a peer, and what is beyond it has the other. */
import type { Peer } from "@antiphon/gateway/node"

/** The end that is not the node's. */
export interface FarEnd {
  readonly onFrame: (text: string) => void
  /** Called once, when the node has closed or the line was cut. */
  readonly onClosed: (code: number) => void
}

export class Line {
  readonly peer: Peer
  private isOpen = true
  private isPaused = true
  /** Whether nothing passes, as if the node were frozen. */
  private isStopped = false
  private readonly held: Array<() => void> = []
  private readonly heldOut: Array<() => void> = []
  private readonly far: FarEnd

  constructor(far: FarEnd) {
    this.far = far
    this.peer = {
      onFrame: () => {},
      onClosed: () => {},
      send: (data) => this.out(() => far.onFrame(data.toString())),
      unwritten: () => 0,
      pause: () => {
        this.isPaused = true
      },
      resume: () => {
        this.isPaused = false
        this.deliver()
      },
      close: (code) => this.out(() => this.closed(code)),
      lastSeen: Infinity,
      ping: () => {}
    }
  }

  /** Sends a frame to the node. */
  send(text: string): void {
    if (this.isOpen) this.in(() => this.peer.onFrame(Buffer.from(text), false))
  }

  /** The far end closes, or the network breaks. */
  close(code: number): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.in(() => this.peer.onClosed(code, ""))
  }

  /** The node is frozen, or it goes on. */
  freeze(isStopped: boolean): void {
    this.isStopped = isStopped
    if (!isStopped) for (const go of this.heldOut.splice(0)) this.out(go)
    this.deliver()
  }

  /** The node is gone, and its end of the line with it. */
  cut(): void {
    this.isStopped = true
    this.closed(1006)
  }

  private closed(code: number): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.far.onClosed(code)
  }

  private out(go: () => void): void {
    if (!this.isOpen) return
    if (this.isStopped) this.heldOut.push(go)
    else go()
  }

  private in(go: () => void): void {
    this.held.push(go)
    this.deliver()
  }

  private deliver(): void {
    while (!this.isStopped && !this.isPaused) {
      const go = this.held.shift()
      if (go === undefined) return
      go()
    }
  }
}
