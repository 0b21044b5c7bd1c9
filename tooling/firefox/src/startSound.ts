/** A loudspeaker for Firefox. Without a device that plays, Firefox runs no audio context, and so no worklet. */
import { findProgram } from "@antiphon/programs"
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"

/** A running sound server. */
export interface Sound {
  /** The variables by which a program finds it. */
  readonly env: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

/** The longest that the server may take to start, in ms. */
const startMs = 20_000

const findPulseAudio = (): string =>
  findProgram({
    title: "the sound server that Firefox plays to",
    variable: "PULSEAUDIO_PATH",
    names: ["pulseaudio"],

    debian: "--no-install-recommends pulseaudio"
  })

/** Starts a PulseAudio with one silent device, and its socket in `folder`. On other systems than Linux it starts nothing. */
export const startSound = async (folder: string): Promise<Sound> => {
  if (process.platform !== "linux") return { env: {}, stop: () => Promise.resolve() }
  const socket = join(folder, "sound.socket")
  const flags = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
  const modules = ["module-null-sink rate=48000", `module-native-protocol-unix socket=${socket} auth-anonymous=1`]
  const child = spawn(findPulseAudio(), [...flags, ...modules.map((name) => `--load=${name}`)], {
    env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder },
    stdio: "ignore"
  })
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const orphaned = () => child.kill("SIGKILL")
  process.once("exit", orphaned)
  for (let waitedMs = 0; !existsSync(socket); waitedMs += 20) {
    if (waitedMs > startMs || child.exitCode !== null) throw new Error("PulseAudio did not start")
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    env: { PULSE_SERVER: `unix:${socket}` },
    stop: async () => {
      child.kill("SIGTERM")
      await exited
      process.off("exit", orphaned)
    }
  }
}
