/** Compiles the kernels. Run it after a change to `kernels/src`. A test fails while `kernels.wasm` is another build. */
import { writeFileSync } from "node:fs"
import { main } from "assemblyscript/asc"

/** Returns the compiled kernels. The compiler is pinned, so the bytes are the same on every machine. */
export const compile = async (): Promise<Uint8Array> => {
  const root = new URL("..", import.meta.url)
  let binary: string | Uint8Array = new Uint8Array()
  const args = ["kernels/src/index.ts", "--outFile", "kernels.wasm", "--baseDir", decodeURIComponent(root.pathname)]
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd"]
  const { error, stderr } = await main([...args, ...flags], {
    writeFile: (_name, contents) => {
      binary = contents
    }
  })
  if (error !== null || typeof binary === "string") throw new Error(stderr.toString())
  return binary
}

if (import.meta.main) {
  const bytes = await compile()
  writeFileSync(new URL("../kernels/kernels.wasm", import.meta.url), bytes)
  process.stdout.write(`${bytes.length} bytes\n`)
}
