/** Counts what calls hold in this page: peer connections that are not closed, audio contexts, microphones. */
import * as Effect from "effect/Effect"

const peers = new Set<RTCPeerConnection>()
const contexts = new Set<AudioContext>()

/** A peer connection that is counted. */
export const counted = (): RTCPeerConnection => {
  const peer = new RTCPeerConnection()
  peers.add(peer)
  return peer
}

globalThis.AudioContext = class extends AudioContext {
  constructor(options?: AudioContextOptions) {
    super(options)
    contexts.add(this)
  }
}

export const openContexts = (): number => [...contexts].filter(({ state }) => state !== "closed").length

export const held = Effect.sync(
  () => [...peers].filter(({ connectionState }) => connectionState !== "closed").length + openContexts()
)
