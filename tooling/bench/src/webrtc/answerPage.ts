/** A page in a call. It starts and stops a tone as its microphone, and notes when the answer begins. */
import { Endpoint } from "@antiphon/core"
import { make } from "@antiphon/transport-webrtc"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

declare global {
  interface Window {
    /** Opens the call and sets `ask`. */
    openCall: (base: string) => Promise<void>
    /** Plays a tone. Returns the ms from its end to the first sample of the answer. */
    ask: () => Promise<number>
  }
}

const toneMs = 700

/** The echo begins with the speech itself, without the silence before it. */
const session = {
  type: "realtime",
  audio: { input: { turn_detection: { type: "server_vad", prefix_padding_ms: 0 } } }
} as const

/** Runs in the audio thread. Posts the time of the first loud sample after the time in its last message. */
const ear = `registerProcessor("ear", class extends AudioWorkletProcessor {
  constructor() {
    super()
    this.from = Infinity
    this.port.onmessage = ({ data }) => { this.from = data }
  }
  process([[samples]]) {
    const at = samples?.findIndex((sample) => Math.abs(sample) > 0.05) ?? -1
    const time = currentTime + at / sampleRate
    if (at >= 0 && time >= this.from) {
      this.from = Infinity
      this.port.postMessage(time)
    }
    return true
  }
})`

window.openCall = async (base) => {
  const context = new AudioContext()
  await context.audioWorklet.addModule(URL.createObjectURL(new Blob([ear], { type: "text/javascript" })))
  const gain = new GainNode(context, { gain: 0 })
  const tone = new OscillatorNode(context, { frequency: 440 })
  const microphone = context.createMediaStreamDestination()
  tone.connect(gain).connect(microphone)
  tone.start()
  const [track] = microphone.stream.getAudioTracks()
  if (track === undefined) throw new Error("no track")

  const scope = Scope.makeUnsafe()
  const opening = make({ microphone: track }).connect(Endpoint.conversation({ base, model: "gpt-realtime", session }))
  const call = await Effect.runPromise(Scope.provide(opening, scope))
  const element = new Audio()
  element.srcObject = call.remote
  element.muted = true
  await element.play()
  const listener = new AudioWorkletNode(context, "ear")
  context.createMediaStreamSource(call.remote).connect(listener)

  let stopped = () => {}
  Effect.runFork(
    Effect.ignore(
      Stream.runForEach(call.incoming, (decoded) =>
        Effect.sync(() => {
          if (decoded._tag === "Known" && decoded.event.type === "output_audio_buffer.stopped") stopped()
        })
      )
    )
  )

  window.ask = async () => {
    const begins = context.currentTime + 0.3
    const ends = begins + toneMs / 1000
    gain.gain.setValueAtTime(0.5, begins).setValueAtTime(0, ends)
    const played = new Promise<void>((resolve) => {
      stopped = resolve
    })
    const sounded = new Promise<number>((resolve) => {
      listener.port.addEventListener("message", ({ data }) => resolve(Number(data)), { once: true })
    })
    listener.port.start()
    listener.port.postMessage(ends, [])
    const first = await sounded
    await played
    return (first - ends) * 1000
  }
}
