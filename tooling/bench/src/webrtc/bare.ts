/** The floor of the WebRTC suite. */
import { Audio, type DataChannel, PeerConnection, type Track } from "node-datachannel"
import { host, now, type Open } from "./Calls.ts"

const packetBytes = 92

interface End {
  readonly peer: PeerConnection
  readonly track: Track
}

const nothing = () => {}

const makeEnd = (ssrc: number): End => {
  const peer = new PeerConnection(`bare-${ssrc}`, {
    iceServers: [],
    bindAddress: host,
    disableAutoNegotiation: true,
    maxMessageSize: 262_144
  })
  peer.onStateChange(nothing)
  const audio = new Audio("0", "SendRecv")
  audio.addOpusCodec(111, "minptime=10;useinbandfec=1")
  audio.addSSRC(ssrc, "bare", "bare", "audio")
  const track = peer.addTrack(audio)
  track.onClosed(() => track.close())
  track.onMessage(nothing)
  return { peer, track }
}

const described = (peer: PeerConnection): Promise<string> =>
  new Promise((resolve) => {
    const look = () => {
      const description = peer.gatheringState() === "complete" ? peer.localDescription() : null
      if (description !== null) resolve(description.sdp)
    }
    peer.onGatheringStateChange(look)
    look()
  })

/** All talking ends share one timer, as in our transport. */
const talkers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

const everyFrame = (send: () => void): (() => void) => {
  let next = performance.now()
  const tick = () => {
    for (; performance.now() >= next; next += 20) send()
  }
  talkers.add(tick)
  timer ??= setInterval(() => {
    for (const talker of talkers) talker()
  }, 10)
  return () => {
    talkers.delete(tick)
    if (talkers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Sends the same packet again and again. It is as large as a packet of speech. */
const talkOver = ({ track }: End, ssrc: number): (() => void) => {
  const packet = Buffer.alloc(packetBytes, 1)
  packet.writeUInt8(0x80, 0)
  packet.writeUInt8(111, 1)
  packet.writeUInt32BE(ssrc, 8)
  let sequence = 0
  return everyFrame(() => {
    sequence += 1
    packet.writeUInt16BE(sequence & 0xffff, 2)
    packet.writeUInt32BE((sequence * 960) >>> 0, 4)
    track.sendMessageBinary(packet)
  })
}

/**
 * The floor is node-datachannel with `JSON.parse` and `JSON.stringify`. It sends packets as they are, without codec,
 * order or bounds.
 */
export const bare: Open = async () => {
  const [one, other] = [makeEnd(1), makeEnd(2)]
  const channel = one.peer.createDataChannel("oai-events")
  channel.onClosed(nothing)
  const reached = new Promise<DataChannel>((resolve) => other.peer.onDataChannel(resolve))
  one.peer.setLocalDescription("offer")
  const offer = (await described(one.peer)).replaceAll(/a=(candidate|end-of-candidates).*\r\n/g, "")
  other.peer.setRemoteDescription(offer, "offer")
  other.peer.setLocalDescription("answer")
  const answer = await described(other.peer)
  const opened = new Promise<void>((resolve) => channel.onOpen(resolve))
  one.peer.setRemoteDescription(answer, "answer")
  await opened
  const far = await reached
  far.onClosed(nothing)
  far.onMessage((frame) => void far.sendMessage(JSON.stringify(JSON.parse(frame.toString()))))
  const stops: Array<() => void> = []
  return {
    roundTrips: (event, total) =>
      new Promise((resolve) => {
        const times: Array<number> = []
        let start = now()
        channel.onMessage((frame) => {
          JSON.parse(frame.toString())
          times.push(now() - start)
          if (times.length >= total) return resolve(times)
          start = now()
          channel.sendMessage(JSON.stringify(event))
        })
        channel.sendMessage(JSON.stringify(event))
      }),
    talk: () => stops.push(talkOver(one, 1), talkOver(other, 2)),
    close: async () => {
      for (const stop of stops) stop()
      channel.close()
      one.peer.close()
      other.peer.close()
    }
  }
}
