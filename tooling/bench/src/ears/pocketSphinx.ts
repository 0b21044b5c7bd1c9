/** PocketSphinx, as Debian's packages `pocketsphinx` and `pocketsphinx-en-us` install it. */
import { Resampler, Wav } from "@antiphon/audio"
import { execFileSync, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const command = "pocketsphinx_continuous"

/** Writes what is said in samples of 24 kHz. `undefined` if PocketSphinx is not installed. */
export const pocketSphinx = () => {
  if (spawnSync("which", [command]).status !== 0) return undefined
  return async (samples: Int16Array) => {
    const folder = mkdtempSync(join(tmpdir(), "sphinx-"))
    try {
      const file = join(folder, "speech.wav")
      const resampled = Resampler.make({ from: 24_000, to: 16_000 }).process(samples)
      writeFileSync(file, Wav.write({ sampleRate: 16_000, channels: [resampled] }))
      const times = join(folder, "times")
      const script = `${command} -infile '${file}' -logfn /dev/null; times > '${times}'`
      const text = execFileSync("sh", ["-c", script], { encoding: "utf8" }).replaceAll("\n", " ")
      return { text, cpuSeconds: secondsOf(readFileSync(times, "utf8")) }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
}

/** Adds the times of the children, which the shell prints in its second line as `0m1.230s 0m0.100s`. */
const secondsOf = (times: string): number =>
  [...(times.split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + 60 * Number(minutes) + Number(seconds),
    0
  )
