/** Carries a conversation over WebRTC. Audio travels in tracks. The platform plays it, and the server knows what was heard. */
import captureUrl from "@antiphon/audio/worklets/capture.js?url"
import playerUrl from "@antiphon/audio/worklets/player.js?url"
import type { ServerEvent } from "@antiphon/core"
import { type Call, make } from "@antiphon/transport-webrtc/browser"
import * as Effect from "effect/Effect"
import * as Playout from "../state/Playout.ts"
import type { Carriage, CarriageOptions } from "./Carriage.ts"

/** Opens the audio graph. The call opens with the connection. */
export const carryInTracks = async ({ changed, exchange, now, waves }: CarriageOptions): Promise<Carriage> => {
  const context = new AudioContext()
  const analyser = new AnalyserNode(context, { fftSize: 2048 })
  const samples = new Float32Array(analyser.fftSize)
  const element = new Audio()
  const items = new Map<string, string>()
  let playout = Playout.silentPlayout
  let speaking: string | undefined
  let call: Call<unknown, never> | undefined
  /** The microphone that every later call carries too. */
  let carried: MediaStreamTrack | undefined
  let levelNow = 0

  // Timers come late, so one reading may stand for several levels.
  let measuredAt = now()
  const meter = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const level = samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)
    levelNow = level
    for (; measuredAt + Playout.levelMs <= now(); measuredAt += Playout.levelMs) {
      if (call !== undefined) waves.heard(level, measuredAt + Playout.levelMs)
      if (speaking !== undefined) playout = Playout.sounded(playout, speaking, level)
    }
    if (speaking !== undefined) changed()
  }, Playout.levelMs)

  const transport = make({
    // The microphone joins once it is open. Without one, the sample recording is sent.
    microphone: "none",
    ...(exchange !== undefined && { exchange }),
    worklets: { player: playerUrl, capture: captureUrl },
    onCall: (opened) => {
      call = opened
      element.srcObject = opened.remote
      // Not awaited, because without a click they stay pending.
      element.play().catch(() => {})
      context.resume().catch(() => {})
      context.createMediaStreamSource(opened.remote).connect(analyser)
      if (carried !== undefined) Effect.runPromise(opened.replaceMicrophone(carried)).catch(() => {})
    }
  })

  return {
    transport,
    speaker: undefined,
    received: (event) => {
      const next = speakerAfter(event, items, speaking)
      if (speaking !== undefined && next !== speaking) playout = Playout.silenced(playout, speaking)
      speaking = next
    },
    playout: () => playout,
    carry: async (microphone) => {
      const [track] = microphone.getAudioTracks()
      if (call === undefined || track === undefined) return false
      carried = track
      await Effect.runPromise(call.replaceMicrophone(track))
      return true
    },
    useDevices: async ({ loudspeaker, volume }) => {
      element.volume = volume
      if ("setSinkId" in element) await element.setSinkId(loudspeaker)
    },
    level: () => levelNow * element.volume,
    close: async () => {
      clearInterval(meter)
      element.srcObject = null
      await context.close()
    }
  }
}

/** The item that sounds after an event. `items` remembers the item of each response. */
const speakerAfter = (
  event: ServerEvent,
  items: Map<string, string>,
  speaking: string | undefined
): string | undefined => {
  switch (event.type) {
    case "response.content_part.added":
      items.set(event.response_id, event.item_id)
      return speaking
    case "output_audio_buffer.started":
      return items.get(event.response_id ?? "")
    case "output_audio_buffer.stopped":
    case "output_audio_buffer.cleared":
      return undefined
    default:
      return speaking
  }
}
