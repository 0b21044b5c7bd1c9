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

/** The recorder that was chosen, or the first that the machine has. */
export const findRecorder = Effect.fnUntraced(function* (
  chosen: Option.Option<RecorderName>
): Effect.fn.Return<Program, CliFailure> {
  const { name, path } = yield* find("recorder", chosen, recorderNames)
  return { role: "recorder", name, path, args: recorders[name] }
})

/** The player that was chosen, or the first that the machine has. */
export const findPlayer = Effect.fnUntraced(function* (
  chosen: Option.Option<PlayerName>
): Effect.fn.Return<Program, CliFailure> {
  const { name, path } = yield* find("player", chosen, playerNames)
  return { role: "player", name, path, args: players[name] }
})

/** Looks for programs in the folders of PATH. */
const find = Effect.fnUntraced(function* <Name extends string>(
  role: Program["role"],
  chosen: Option.Option<Name>,
  names: ReadonlyArray<Name>
): Effect.fn.Return<{ readonly name: Name; readonly path: string }, CliFailure> {
  const folders = (yield* Config.option(Config.String("PATH")).pipe(Effect.orDie)).pipe(Option.getOrElse(() => ""))
  for (const name of Option.match(chosen, { onNone: () => names, onSome: (one) => [one] })) {
    for (const folder of folders.split(delimiter)) {
      const path = join(folder, process.platform === "win32" ? `${name}.exe` : name)
      if (folder !== "" && (yield* isExecutable(path))) return { name, path }
    }
  }
  const missing = Option.isSome(chosen) ? `${chosen.value} is not on PATH` : `none of ${names.join(", ")} is on PATH`
  return yield* cliFailure(`there is no ${role}: ${missing}. Install sox, or choose another with --${role}`)
})

const isExecutable = (path: string): Effect.Effect<boolean> =>
  Effect.tryPromise(() => access(path, constants.X_OK)).pipe(
    Effect.as(true),
    Effect.orElseSucceed(() => false)
  )
