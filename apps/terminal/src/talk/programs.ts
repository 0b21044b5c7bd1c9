/** The programs that record and play for `antiphon talk`, and where they are. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { constants } from "node:fs"
import { access } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { type CliFailure, cliFailure } from "../CliFailure.ts"

/** Every program reads or writes PCM16 of 24 kHz, mono, little-endian, on its standard streams. */
const rate = "24000"
const soxFormat = ["-t", "raw", "-r", rate, "-c", "1", "-b", "16", "-e", "signed-integer", "-L", "-"]
const alsaFormat = ["-q", "-t", "raw", "-f", "S16_LE", "-r", rate, "-c", "1"]
const pipeWireFormat = ["--raw", "--rate", rate, "--channels", "1", "--format", "s16", "--latency", "20ms", "-"]
const ffmpegInput =
  process.platform === "darwin" ? ["-f", "avfoundation", "-i", ":default"] : ["-f", "alsa", "-i", "default"]

/** A small buffer, because what is in it plays on after an interruption. */
const soxBuffer = ["-q", "--buffer", "1024"]

/** The recorders, in the order in which they are looked for, with their arguments. */
const recorders = {
  sox: [...soxBuffer, "-d", ...soxFormat],
  "pw-record": pipeWireFormat,
  arecord: alsaFormat,
  ffmpeg: [
    "-hide_banner",
    "-loglevel",
    "error",
    "-nostdin",
    ...ffmpegInput,
    "-ac",
    "1",
    "-ar",
    rate,
    "-f",
    "s16le",
    "-"
  ]
}

/** The players, in the order in which they are looked for, with their arguments. */
const players = {
  sox: [...soxBuffer, ...soxFormat, "-d"],
  "pw-play": pipeWireFormat,
  aplay: [...alsaFormat, "--buffer-time=100000"],
  ffplay: [
    "-hide_banner",
    "-loglevel",
    "error",
    "-nodisp",
    "-autoexit",
    "-fflags",
    "nobuffer",
    "-probesize",
    "32",
    "-f",
    "s16le",
    "-ar",
    rate,
    "-ch_layout",
    "mono",
    "-i",
    "-"
  ]
}

/** The values of `--recorder`, in the order in which they are looked for. */
export const recorderNames = ["sox", "pw-record", "arecord", "ffmpeg"] as const
/** The values of `--player`, in the order in which they are looked for. */
export const playerNames = ["sox", "pw-play", "aplay", "ffplay"] as const
export type RecorderName = (typeof recorderNames)[number]
export type PlayerName = (typeof playerNames)[number]

/** A program that was found. */
export interface Program {
  /** What it does, for messages. */
  readonly role: "recorder" | "player"
  readonly name: string
  readonly path: string
  readonly args: ReadonlyArray<string>
}

/** The programs of one role, the first choice first. There is at least one. */
export type Choices = readonly [Program, ...ReadonlyArray<Program>]

/** The recorder that was chosen, or all that the machine has. */
export const findRecorders = (chosen: Option.Option<RecorderName>): Effect.Effect<Choices, CliFailure> =>
  find("recorder", Option.match(chosen, { onNone: () => recorderNames, onSome: (name) => [name] }), recorders)

/** The player that was chosen, or all that the machine has. */
export const findPlayers = (chosen: Option.Option<PlayerName>): Effect.Effect<Choices, CliFailure> =>
  find("player", Option.match(chosen, { onNone: () => playerNames, onSome: (name) => [name] }), players)

/** Looks for programs in the folders of PATH. */
const find = Effect.fnUntraced(function* <Name extends string>(
  role: Program["role"],
  names: ReadonlyArray<Name>,
  args: Readonly<Record<Name, ReadonlyArray<string>>>
): Effect.fn.Return<Choices, CliFailure> {
  const folders = (yield* Config.option(Config.String("PATH")).pipe(Effect.orDie)).pipe(Option.getOrElse(() => ""))
  const found = yield* Effect.forEach(names, (name) =>
    Effect.map(pathOf(name, folders), (path) => (path === undefined ? [] : [{ role, name, path, args: args[name] }]))
  )
  const [first, ...others] = found.flat()
  if (first !== undefined) return [first, ...others]
  const missing = names.length === 1 ? `${names[0]} is not on PATH` : `none of ${names.join(", ")} is on PATH`
  return yield* cliFailure(`there is no ${role}: ${missing}. Install sox, or choose another with --${role}`)
})

/** The path of a program, or `undefined` if no folder has it. */
const pathOf = Effect.fnUntraced(function* (name: string, folders: string): Effect.fn.Return<string | undefined> {
  for (const folder of folders.split(delimiter)) {
    const path = join(folder, process.platform === "win32" ? `${name}.exe` : name)
    if (folder !== "" && (yield* isExecutable(path))) return path
  }
  return undefined
})

const isExecutable = (path: string): Effect.Effect<boolean> =>
  Effect.tryPromise(() => access(path, constants.X_OK)).pipe(
    Effect.as(true),
    Effect.orElseSucceed(() => false)
  )
