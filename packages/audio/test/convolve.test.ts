import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { build } from "esbuild"
import * as fc from "fast-check"
import { expect, it } from "vitest"
import { compiled } from "../scripts/buildKernel.ts"
import { inKernel, inLoops, type Samples } from "../src/samples/convolve.ts"
import { type Ratio, ratioOf } from "../src/samples/filterBank.ts"

const rates = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]
const ratios = rates.flatMap((from) => rates.filter((to) => to !== from).map((to) => ratioOf(from, to)))

const kernelOf = (ratio: Ratio) => {
  const kernel = inKernel(ratio)
  if (kernel === undefined) throw new Error("this platform has no kernel")
  return kernel
}

it("the compiled kernel is that of the source (else: node scripts/buildKernel.ts)", async () => {
  const committed = readFileSync(new URL("../src/samples/kernelBytes.ts", import.meta.url), "utf8")
  expect(await compiled()).toBe(committed)
})

it("the samples of the kernel and of the plain loops differ by at most one step of 16 bits", () => {
  const input = fc.int16Array({ minLength: 600, maxLength: 1_200 })
  fc.assert(
    fc.property(fc.constantFrom(...ratios), input, fc.nat(), (ratio, samples, at) => {
      const held = Float32Array.from(samples)
      const position = { start: at % 5, phase: at % ratio.phases }
      const count = Math.floor(((held.length - ratio.taps - 6) * ratio.phases - ratio.phases) / ratio.step)
      const differ = (one: Samples, other: Samples) =>
        Math.max(...one.map((sample, index) => Math.abs(sample - (other[index] ?? 0))))
      const [fast, slow] = [new Int16Array(count), new Int16Array(count)]
      kernelOf(ratio)(held, position, fast)
      inLoops(ratio)(held, position, slow)
      expect(differ(fast, slow)).toBeLessThanOrEqual(1)
      const [fastFloats, slowFloats] = [new Float32Array(count), new Float32Array(count)]
      kernelOf(ratio)(held, position, fastFloats)
      inLoops(ratio)(held, position, slowFloats)
      expect(differ(fastFloats, slowFloats)).toBeLessThan(0.05)
    }),
    { numRuns: 40 }
  )
})

it("an input longer than the memory of the kernel is taken in pieces", () => {
  const ratio = ratioOf(48_000, 24_000)
  const held = Float32Array.from({ length: 100_000 }, (_, i) => Math.round(20_000 * Math.sin(i / 7)))
  const [fast, slow] = [new Int16Array(49_000), new Int16Array(49_000)]
  kernelOf(ratio)(held, { start: 0, phase: 0 }, fast)
  inLoops(ratio)(held, { start: 0, phase: 0 }, slow)
  expect(fast.every((sample, index) => Math.abs(sample - (slow[index] ?? 0)) <= 1)).toBe(true)
})

it("the kernel refuses a ratio whose filter does not fit into its memory", () => {
  expect(inKernel(ratioOf(384_000, 1))).toBeUndefined()
  expect(inKernel(ratioOf(44_099, 48_000))).toBeUndefined()
})

it("a platform without WebAssembly resamples all the same", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { Resampler } from "audio"
        delete globalThis.WebAssembly
        console.log(Resampler.make({ from: 48000, to: 24000 }).process(new Int16Array(480).fill(1000)).at(-1))`,
      resolveDir: import.meta.dirname
    },
    alias: { audio: new URL("../src/index.ts", import.meta.url).pathname },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false
  })
  const input = outputFiles[0]?.text ?? ""
  const printed = execFileSync(process.execPath, ["--input-type=module"], { input, encoding: "utf8" })
  expect(printed).toBe("1000\n")
})
