/** What a carrier can send more of, and what an application can queue more of. */
import {
  acceptStream,
  audioSocket,
  type Dialect,
  Dialects,
  type Frame,
  Playout,
  type PlayoutInput,
  verifyPlivo,
  verifyTwilio
} from "@antiphon/telephony"
import * as Effect from "effect/Effect"
import { inbound } from "../../../../../packages/telephony/test/frames.ts"
import type { PartCase } from "../Case.ts"
import { grown } from "../grown.ts"
import type { Work } from "../measureGrowth.ts"
import { run, writeAll } from "../wires.ts"

const dialects: Readonly<Record<keyof typeof inbound, Dialect>> = {
  twilio: Dialects.twilio,
  signalwire: Dialects.signalwire,
  telnyx: Dialects.telnyx(),
  vonage: Dialects.vonage,
  plivo: Dialects.plivo,
  asterisk: Dialects.asterisk()
}
const carriers = ["twilio", "signalwire", "telnyx", "vonage", "plivo", "asterisk"] as const

/** Reads a frame often enough to be measured. A carrier's frame has at most 1 MiB. */
const decoding =
  ({ decode }: Dialect, frame: (n: number) => Frame) =>
  (n: number): Work => {
    const given = frame(n)
    return () => {
      for (let time = 0; time < 8; time++) decode(given)
    }
  }

/** Frames of one shape cost the same, so each place of a carrier's frames is measured once. */
const decoders: ReadonlyArray<PartCase> = carriers.flatMap((carrier) => {
  const places = inbound[carrier].flatMap((frame) => {
    const value: unknown = JSON.parse(frame)
    const name = Object(value)["event"]
    return grown(value).map(({ build, path }) => ({ path, name: `${name}${path}`, build }))
  })
  const once = new Map(places.toReversed().map((place) => [place.path, place]))
  return [...once.values()].map(({ build, name }) => ({
    name: `${carrier}: ${name}`,
    prepare: decoding(dialects[carrier], (n) => JSON.stringify(build(n))),
    largest: 8192
  }))
})

/** A call that receives these frames, after those that start it. */
const calling =
  (dialect: Dialect, before: ReadonlyArray<Frame>, frames: (n: number) => ReadonlyArray<Frame>) =>
  (n: number): Work => {
    const all = [...before, ...frames(n)]
    return () =>
      run(
        Effect.gen(function* () {
          const { receive } = yield* acceptStream({ dialect, send: () => {}, close: () => {} })
          yield* writeAll((frame) => receive(frame), all)
        })
      )
  }

const json = (value: object): string => JSON.stringify(value)
const numbers = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, at) => at)
const each = (one: (at: number) => object) => (n: number) => numbers(n).map((at) => json(one(at)))

const twilioStart = inbound.twilio[1]
const telnyxStart = inbound.telnyx[1]
const media = (at: number, payload: string) => ({
  event: "media",
  media: { track: "inbound", chunk: String(at), timestamp: String(at * 20), payload }
})
const packet = Buffer.alloc(160, 0xff).toString("base64")

const calls: ReadonlyArray<PartCase> = [
  {
    name: "a call: audio",
    prepare: calling(
      dialects.twilio,
      [twilioStart],
      each((at) => media(at, packet))
    )
  },
  {
    name: "a call: empty audio",
    prepare: calling(
      dialects.twilio,
      [twilioStart],
      each((at) => media(at, ""))
    )
  },
  {
    name: "a call: empty audio before its start",
    prepare: calling(
      dialects.twilio,
      [],
      each((at) => media(at, ""))
    )
  },
  {
    name: "a call: audio with a hole before each chunk",
    prepare: calling(
      dialects.telnyx,
      [telnyxStart],
      each((at) => media(3 * at, packet))
    )
  },
  {
    name: "a call: empty audio with a hole before each chunk",
    prepare: calling(
      dialects.telnyx,
      [telnyxStart],
      each((at) => media(3 * at, ""))
    )
  },
  {
    name: "a call: audio out of order",
    prepare: calling(
      dialects.telnyx,
      [telnyxStart],
      each((at) => media(at ^ 3, packet))
    )
  },
  {
    name: "a call: unknown marks",
    prepare: calling(
      dialects.twilio,
      [twilioStart],
      each((at) => ({ event: "mark", mark: { name: `9.${at}` } }))
    )
  },
  {
    name: "a call: keys",
    prepare: calling(
      dialects.twilio,
      [twilioStart],
      each(() => ({ event: "dtmf", dtmf: { digit: "1" } }))
    )
  },
  { name: "a call: starts", prepare: calling(dialects.twilio, [], (n) => numbers(n).map(() => twilioStart)) },
  {
    name: "a call: unknown frames",
    prepare: calling(
      dialects.twilio,
      [twilioStart],
      each((at) => ({ event: `x${at}` }))
    )
  },
  {
    name: "a call: pauses",
    prepare: calling(
      dialects.asterisk,
      [inbound.asterisk[0]],
      each((at) => ({ event: at % 2 === 0 ? "MEDIA_XOFF" : "MEDIA_XON" }))
    )
  }
]

/** Plays to a carrier that returns every mark at once. */
const playing =
  (inputs: (n: number) => ReadonlyArray<PlayoutInput>, returnsMarks: boolean) =>
  (n: number): Work => {
    const all = inputs(n)
    return () => {
      let state = Playout.make({ rate: 8000, facts: Dialects.twilio.facts })
      let now = 0
      const marks: Array<string> = []
      const step = (input: PlayoutInput): void => {
        const next = Playout.step(state, input, now)
        state = next.state
        for (const output of next.outputs) if (output._tag === "Mark" && returnsMarks) marks.push(output.name)
      }
      for (const input of all) {
        now += 20
        step(input)
        for (const name of marks.splice(0)) step({ _tag: "Marked", name })
      }
    }
  }

const queued: PlayoutInput = { _tag: "Queued", samples: new Int16Array(160) }

const playouts: ReadonlyArray<PartCase> = [
  { name: "the playout: audio, with its marks", prepare: playing((n) => numbers(n).map(() => queued), true) },
  { name: "the playout: audio without a mark", prepare: playing((n) => numbers(n).map(() => queued), false) },
  {
    name: "the playout: audio that waits",
    prepare: playing((n) => [{ _tag: "Flow", isPaused: true }, ...numbers(n).map(() => queued)], false)
  },
  {
    name: "the playout: audio that waited",
    prepare: playing(
      (n) => [
        { _tag: "Flow", isPaused: true },
        ...numbers(n).map(() => queued),
        { _tag: "Flow", isPaused: false },
        ...numbers(n).map((): PlayoutInput => ({ _tag: "Time" }))
      ],
      true
    )
  },
  {
    name: "the playout: interruptions",
    prepare: playing((n) => numbers(n).map((at) => (at % 2 === 0 ? queued : { _tag: "Clear" })), true)
  }
]

/** Splits the bytes of a connection, which come in pieces of this size. */
const splitting =
  (bytes: (n: number) => Uint8Array, size: number) =>
  (n: number): Work => {
    const given = bytes(n)
    return () => {
      const split = audioSocket({ admitsCall: () => true }).makeSplitter()
      for (let at = 0; at < given.length; at += size) split(given.subarray(at, at + size))
    }
  }

/** A frame of AudioSocket with `length` bytes of audio. */
const audioFrame = (length: number): Uint8Array => {
  const frame = new Uint8Array(3 + length)
  frame.set([0x10, length >> 8, length & 255])
  return frame
}

const audioFrames = (n: number): Uint8Array => Buffer.concat(numbers(n).map(() => audioFrame(4)))

const rest: ReadonlyArray<PartCase> = [
  { name: "AudioSocket: frames in one piece", prepare: splitting(audioFrames, 1 << 24) },
  {
    name: "AudioSocket: a frame in pieces of one byte",
    prepare: splitting((n) => audioFrame(n), 1),
    largest: 16_380
  },
  {
    name: "Asterisk: words of a plain control frame",
    prepare: decoding(
      dialects.asterisk,
      (n) =>
        `STATUS ${numbers(n)
          .map((at) => `k${at}:${at}`)
          .join(" ")}`
    ),
    largest: 16_384
  },
  {
    name: "a signature of Twilio: fields of a form",
    prepare: (n) => {
      const form = Object.fromEntries(numbers(n).map((at) => [`Field${at}`, "x"]))
      return () => verifyTwilio({ authToken: "t" }, "wss://a.example/", { signature: "x" }, form)
    }
  },
  {
    name: "a signature of Twilio: values of a field",
    prepare: (n) => {
      const form = { Field: numbers(n).map(String) }
      return () => verifyTwilio({ authToken: "t" }, "wss://a.example/", { signature: "x" }, form)
    },
    // A body of a request has no more.
    largest: 16_384
  },
  {
    name: "a signature of Plivo: parameters of the address",
    prepare: (n) => {
      const url = `https://a.example/?${numbers(n)
        .map((at) => `k${at}=1`)
        .join("&")}`
      return () => verifyPlivo("t", url, { signature: "x", nonce: "y" })
    },
    largest: 16_384
  },
  {
    name: "a signature of Plivo: signatures",
    prepare: (n) => () => verifyPlivo("t", "https://a.example/", { signature: "x,".repeat(n), nonce: "y" })
  }
]

export const telephonyCases: ReadonlyArray<PartCase> = [...decoders, ...calls, ...playouts, ...rest]
