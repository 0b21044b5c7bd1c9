/** Compiles the inner loop of the resampler. Run it after a change to `kernel`. A test fails while the bytes are older. */
import { writeFileSync } from "node:fs"
import { main } from "assemblyscript/asc"

const target = new URL("../src/samples/kernelBytes.ts", import.meta.url)

/** Returns the module that holds the compiled kernel. The compiler is pinned, so the bytes are the same everywhere. */
export const compiled = async (): Promise<string> => {
  const root = decodeURIComponent(new URL("..", import.meta.url).pathname)
  let binary: string | Uint8Array = new Uint8Array()
  const args = ["kernel/resample.ts", "--outFile", "kernel.wasm", "--baseDir", root]
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--initialMemory", "2"]
  const { error, stderr } = await main([...args, ...flags], {
    writeFile: (_name, contents) => {
      binary = contents
    }
  })
  if (error !== null || typeof binary === "string") throw new Error(stderr.toString())
  const text = Buffer.from(binary).toString("base64")
  return `/** The kernel in base64. Written by \`node scripts/buildKernel.ts\`. */\nexport const kernelBytes =\n  "${text}"\n`
}

if (import.meta.main) writeFileSync(target, await compiled())
