/** Writes the files of a turn, however it ended, and reads them back. */
import { pcm24k, Wav } from "@antiphon/audio"
import { parse } from "@antiphon/recording"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { mkdir, readFile, rm } from "node:fs/promises"
import { join } from "node:path"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"
import type { Ear } from "./Ear.ts"
import type { Model, WrittenFile } from "./Model.ts"
import { writeWhole } from "./writeWhole.ts"

/** The paths of a turn's files. */
export interface Outputs {
  /** The answer as WAV. */
  readonly reply: string
  /** Both sides as stereo WAV. */
  readonly conversation: string
  /** The recording of the events. */
  readonly session: string
}

/** The files in a folder. Creates the folder and removes the files of an earlier turn. */
export const outputsIn = (folder: string): Effect.Effect<Outputs, CliFailure> => {
  const outputs = {
    reply: join(folder, "reply.wav"),
    conversation: join(folder, "conversation.wav"),
    session: join(folder, "session.jsonl")
  }
  return Effect.as(
    attempt(`write to ${folder}`, async () => {
      await mkdir(folder, { recursive: true })
      await Promise.all(Object.values(outputs).map((path) => rm(path, { force: true })))
    }),
    outputs
  )
}

/** Writes the audio so far, which is both sides on one timeline, and the reply if there is one. */
export const writeSound = (outputs: Outputs, ear: Ear, spoken: Int16Array): Effect.Effect<void, CliFailure> => {
  const reply = ear.reply()
  ear.timeline.add("user", 0, spoken)
  return attempt(`write ${outputs.conversation}`, async () => {
    if (reply.length > 0) await writeWhole(outputs.reply, Wav.write({ sampleRate: pcm24k.rate, channels: [reply] }))
    await writeWhole(outputs.conversation, Wav.write({ sampleRate: pcm24k.rate, channels: ear.timeline.channels() }))
  })
}

/** Reads all three files back and describes them. Fails if one differs from what was received. */
export const readBack = Effect.fnUntraced(function* (
  outputs: Outputs,
  ear: Ear,
  model: Model
): Effect.fn.Return<ReadonlyArray<WrittenFile>, CliFailure> {
  const [reply] = yield* readWav(outputs.reply, 1)
  if (reply === undefined || reply.join() !== ear.reply().join()) {
    return yield* cliFailure(`${outputs.reply} does not hold the reply that was received`)
  }
  const [left = new Int16Array(0)] = yield* readWav(outputs.conversation, 2)
  const text = yield* attempt(`read ${outputs.session}`, () => readFile(outputs.session, "utf8"))
  const session = parse(text)
  if (Result.isFailure(session)) return yield* cliFailure(`${outputs.session}: ${session.failure.message}`)
  const { broken, lines } = session.success
  const events = lines.filter((line) => !("end" in line)).length
  if (broken.length > 0 || events !== model.received + model.sent) {
    return yield* cliFailure(
      `${outputs.session} holds ${events} events, ${broken.length} of its lines are broken, and ${model.received + model.sent} passed`
    )
  }
  return [
    { path: outputs.reply, holds: `${seconds(reply.length)}, the answer` },
    { path: outputs.conversation, holds: `${seconds(left.length)}, you left, the assistant right` },
    { path: outputs.session, holds: `${events} events, both directions` }
  ]
})

/** Reads a WAV file and checks its rate and channels. */
const readWav = Effect.fnUntraced(function* (
  path: string,
  channels: number
): Effect.fn.Return<ReadonlyArray<Int16Array>, CliFailure> {
  const wav = Wav.read(yield* attempt(`read ${path}`, () => readFile(path)))
  if (wav._tag === "Failure") return yield* cliFailure(`${path}: ${wav.failure.message}`)
  const { sampleRate, channels: found } = wav.success
  if (sampleRate !== pcm24k.rate || found.length !== channels) {
    return yield* cliFailure(`${path} has ${found.length} channels at ${sampleRate} Hz`)
  }
  return found
})

/** The length of samples in seconds. */
const seconds = (samples: number): string => `${(samples / pcm24k.rate).toFixed(2)} s`

/** Runs file operations. Fails with what could not be done. */
const attempt = <A>(what: string, run: () => Promise<A>): Effect.Effect<A, CliFailure> =>
  Effect.tryPromise({
    try: run,
    catch: (cause) => cliFailure(`cannot ${what}: ${reasonOf(cause)}`)
  })
