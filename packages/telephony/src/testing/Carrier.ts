/**
 * A carrier without a network. It plays to the caller's ear what an application sent, 20 ms at a tick, returns marks and
 * obeys clears as the carrier it stands for. It has no clock. Call `tick` every 20 ms.
 */
import { type AudioFormat, sampleRate } from "@antiphon/audio"
import { decodeSamples, encodeSamples } from "../call/codec.ts"
import type { Frame, Started } from "../Dialect.ts"

/** What an application said to the carrier. */
export type FromApplication =
  | { readonly _tag: "Audio"; readonly bytes: Uint8Array }
  | { readonly _tag: "Mark"; readonly name: string }
  | { readonly _tag: "Clear" }
  | { readonly _tag: "Dtmf"; readonly digits: string }
  | { readonly _tag: "Hangup" }
  | { readonly _tag: "Other" }

/** What a carrier says to an application. */
export type FromCarrier =
  | Started
  | { readonly _tag: "Audio"; readonly bytes: Uint8Array; readonly timestampMs: number; readonly chunk: number }
  | { readonly _tag: "Mark"; readonly name: string }
  | { readonly _tag: "Dtmf"; readonly digits: string }
  | { readonly _tag: "Stopped" }

/** The carrier's side of a dialect. */
export interface Counterpart {
  readonly format: AudioFormat
  /** Whether pending marks come back at a clear. */
  readonly returnsMarks: boolean
  /** Whether a mark comes back as the last frame before it starts to play or once it has ended. Defaults to `start`. */
  readonly markAt?: "start" | "end"
  /** Reads a frame of the application. */
  readonly hear: (frame: Frame) => FromApplication
  /** Writes a frame. `sequence` counts the frames of the stream from 1. */
  readonly say: (said: FromCarrier, sequence: number) => ReadonlyArray<Frame>
}

export interface CarrierOptions {
  readonly counterpart: Counterpart
  readonly started: Started
  /** What the caller says, PCM16 at the rate of the call. Silence after its end. */
  readonly say: Int16Array
  readonly send: (frame: Frame) => void
  /** Drops each mark for which this returns true. */
  readonly losesMark?: () => boolean
}

export interface Carrier {
  /** Takes a frame of the application. */
  readonly receive: (frame: Frame) => void
  /** Says 20 ms, and plays 20 ms. */
  readonly tick: () => void
  /** Presses keys. */
  readonly press: (digits: string) => void
  /** Says no more, and plays no more. The line is dead, and the socket is not. */
  readonly stall: () => void
  /** Hangs up. */
  readonly hangUp: () => void
  /** What reached the caller's ear, tick by tick, silence included. */
  readonly heard: () => Int16Array
  /** Samples that the application sent and that were played. */
  readonly played: () => number
  /** Samples that the application sent and that were neither played nor cleared. */
  readonly waiting: () => number
  /** For each clear, the samples played until then. */
  readonly clears: () => ReadonlyArray<number>
  /** For each clear, when silence began after it, in ms of the call. */
  readonly silencedAt: () => ReadonlyArray<number>
  /** The keys that the application pressed over the socket. */
  readonly pressed: () => string
  readonly isHungUp: () => boolean
}

type Waiting = { readonly samples: Int16Array } | { readonly mark: string }

// oxlint-disable-next-line eslint/max-lines-per-function -- the closures share one carrier
export const makeCarrier = ({ counterpart, losesMark, say, send, started }: CarrierOptions): Carrier => {
  const rate = sampleRate(counterpart.format)
  const frame = rate / 50
  let queue: ReadonlyArray<Waiting> = []
  let ticks = 0
  let sequence = 0
  let played = 0
  let isHungUp = false
  let isStalled = false
  const heard: Array<Int16Array> = []
  const clears: Array<number> = []
  const silencedAt: Array<number> = []
  let pressed = ""

  const tell = (said: FromCarrier): void => {
    if (isHungUp && said._tag !== "Stopped") return
    sequence += 1
    for (const each of counterpart.say(said, sequence)) send(each)
  }
  const giveBack = (name: string): void => {
    if (losesMark?.() !== true) tell({ _tag: "Mark", name })
  }

  const clear = (): void => {
    clears.push(played)
    silencedAt.push(heard.length * 20)
    const dropped = queue
    queue = []
    if (!counterpart.returnsMarks) return
    for (const each of dropped) if ("mark" in each) giveBack(each.mark)
  }

  const receive = (text: Frame): void => {
    const said = counterpart.hear(text)
    switch (said._tag) {
      case "Audio":
        queue = [...queue, { samples: decodeSamples(counterpart.format, said.bytes) }]
        return
      case "Mark":
        queue = [...queue, { mark: said.name }]
        return
      case "Clear":
        return clear()
      case "Dtmf":
        pressed += said.digits
        return
      case "Hangup":
        isHungUp = true
        return
      case "Other":
        return
    }
  }

  const listen = (): void => {
    const ear = new Int16Array(frame)
    let at = 0
    for (let [next] = queue; next !== undefined; [next] = queue) {
      if (at === frame && counterpart.markAt === "end") break
      if ("mark" in next) {
        queue = queue.slice(1)
        giveBack(next.mark)
        continue
      }
      if (at === frame) break
      const piece = next.samples.subarray(0, frame - at)
      ear.set(piece, at)
      at += piece.length
      const rest = next.samples.subarray(piece.length)
      queue = rest.length === 0 ? queue.slice(1) : [{ samples: rest }, ...queue.slice(1)]
    }
    played += at
    heard.push(ear)
  }

  const speak = (): void => {
    const block = new Int16Array(frame)
    block.set(say.subarray(ticks * frame, (ticks + 1) * frame))
    ticks += 1
    const bytes = encodeSamples(counterpart.format, block)
    tell({ _tag: "Audio", bytes, timestampMs: (ticks - 1) * 20, chunk: ticks })
  }

  tell(started)

  return {
    receive,
    tick: () => {
      if (isHungUp || isStalled) return
      speak()
      listen()
    },
    press: (digits) => {
      for (const digit of digits) tell({ _tag: "Dtmf", digits: digit })
    },
    stall: () => {
      isStalled = true
    },
    hangUp: () => {
      if (isHungUp) return
      isHungUp = true
      tell({ _tag: "Stopped" })
    },
    heard: () => {
      const out = new Int16Array(heard.length * frame)
      for (const [index, block] of heard.entries()) out.set(block, index * frame)
      return out
    },
    played: () => played,
    waiting: () => queue.reduce((sum, each) => sum + ("samples" in each ? each.samples.length : 0), 0),
    clears: () => clears,
    silencedAt: () => silencedAt,
    pressed: () => pressed,
    isHungUp: () => isHungUp
  }
}
