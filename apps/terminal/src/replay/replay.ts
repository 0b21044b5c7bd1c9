/** Replays a recorded conversation for `antiphon replay FILE.jsonl`. */
import { OutputAssembly, pcm24k, Wav } from "@antiphon/audio"
import { ClientEvent, type Connection, type Decoded, ServerEvent, type TransportError } from "@antiphon/core"
import { paced, received, type Recording, type ReplayError, replayUser } from "@antiphon/recording"
import { conversation, initial, receive, roleOf, type SessionState, textOf } from "@antiphon/session"
import * as Console from "effect/Console"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import { concat } from "../demo/readInput.ts"
import { writeWhole } from "../demo/writeWhole.ts"
import { printable } from "../view/format.ts"

/** What to replay, and how. */
export interface ReplayOptions {
  readonly recording: Recording
  /** How many times faster than it was recorded. `Infinity` does not wait. */
  readonly speed: number
  /** The file for the assistant's audio. */
  readonly out: Option.Option<string>
}

/** Shows a recording at its pace, and then the conversation that it held. */
export const show = Effect.fnUntraced(function* ({ out, recording, speed }: ReplayOptions) {
  yield* Stream.runForEach(paced(recording, speed), (line) => {
    if ("end" in line) return print(line.t, "in", line.end.message)
    return print(line.t, line.direction, "event" in line ? line.event.type : `malformed: ${line.malformed.message}`)
  })
  yield* conclude([...received(recording, ServerEvent)], out)
})

/** Plays the recorded user to a live server, and shows what it sends. */
export const perform = Effect.fnUntraced(function* (
  { out, recording, speed }: ReplayOptions,
  connection: Connection<ServerEvent, ClientEvent>
): Effect.fn.Return<void, CliFailure | TransportError | ReplayError> {
  if (recording.header.dialect !== "ga") {
    return yield* cliFailure(
      `the recording is in dialect ${recording.header.dialect}: choose one in ga to replay it to a server`
    )
  }
  const start = yield* Clock.currentTimeMillis
  const decodedEvents: Array<Decoded<ServerEvent>> = []
  yield* replayUser(recording, connection, { outgoing: ClientEvent, speed }).pipe(
    Stream.runForEach((decoded) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        decodedEvents.push(decoded)
        return print(now - start, "in", decoded._tag === "Malformed" ? decoded.error.message : decoded.event.type)
      })
    )
  )
  yield* conclude(decodedEvents, out)
})

/** Prints an event. Leaves out deltas, because there are many and their whole follows. */
const print = (t: number, direction: "in" | "out", what: string): Effect.Effect<void> =>
  /\.(append|delta)$/.test(what)
    ? Effect.void
    : Console.log(`${(t / 1000).toFixed(2).padStart(8)} s  ${direction === "in" ? "←" : "→"} ${printable(what)}`)

/** Shows the conversation, and writes the audio if asked to. */
const conclude = Effect.fnUntraced(function* (
  events: ReadonlyArray<Decoded<ServerEvent>>,
  out: Option.Option<string>
): Effect.fn.Return<void, CliFailure> {
  yield* Effect.forEach(spoken(events.reduce(receive, initial)), (line) => Console.log(line))
  if (Option.isSome(out)) yield* writeReply(out.value, events)
})

/** The conversation as lines. */
const spoken = (state: SessionState): ReadonlyArray<string> => [
  "",
  ...conversation(state).map((item) => {
    const text = textOf(item)
    return `${roleOf(item).padEnd(10)} ${text === "" ? "(no words)" : printable(text)}`
  })
]

/** Writes the assistant's audio as a WAV file. */
const writeReply = (path: string, events: ReadonlyArray<Decoded<ServerEvent>>): Effect.Effect<void, CliFailure> =>
  Effect.tryPromise({
    try: async () => {
      const assembly = OutputAssembly.make()
      for (const decoded of events) if (decoded._tag === "Known") assembly.push(decoded.event)
      const reply = concat(assembly.parts().map(({ ref }) => assembly.samples(ref)))
      await writeWhole(path, Wav.write({ sampleRate: pcm24k.rate, channels: [reply] }))
    },
    catch: (cause) => cliFailure(`cannot write ${path}: ${reasonOf(cause)}`)
  })
