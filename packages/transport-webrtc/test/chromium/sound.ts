/** Tones, and what a stream of samples sounds like. */
import type { Media, TransportError } from "@antiphon/core"
import type * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** A track that plays a sine until its context is closed. */
export const toneTrack = (hertz: number): { readonly track: MediaStreamTrack; readonly close: () => Promise<void> } => {
  const context = new AudioContext()
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 })
  const tone = new OscillatorNode(context, { frequency: hertz })
  tone.connect(new GainNode(context, { gain: 0.5 })).connect(destination)
  tone.start()
  const [track] = destination.stream.getAudioTracks()
  if (track === undefined) throw new Error("no track")
  return { track, close: () => context.close() }
}

/** A sine of half the full scale at 24 kHz. */
export const tone = (hertz: number, seconds: number): Int16Array =>
  Int16Array.from({ length: 24_000 * seconds }, (_, at) => 16_384 * Math.sin((2 * Math.PI * hertz * at) / 24_000))

/** The frequency of a block of a sine at 24 kHz, from its zero crossings; 0 where it is silent. */
const hertzOf = (block: Int16Array): number => {
  let crossings = 0
  let energy = 0
  for (let at = 1; at < block.length; at++) {
    const [before = 0, now = 0] = [block[at - 1], block[at]]
    if (before < 0 !== now < 0) crossings += 1
    energy += now * now
  }
  return energy / block.length < 200 * 200 ? 0 : (crossings / 2 / block.length) * 24_000
}

/** Waits for 200 ms of a sine of this frequency, or of silence (0), in a row. */
export const hears = (media: Media, hertz: number): Effect.Effect<void, TransportError> =>
  media.incoming.pipe(
    Stream.scan(
      () => 0,
      (run, block: Int16Array) => (Math.abs(hertzOf(block) - hertz) <= hertz / 8 ? run + block.length : 0)
    ),
    Stream.takeUntil((run) => run >= 4800),
    Stream.runDrain
  )
