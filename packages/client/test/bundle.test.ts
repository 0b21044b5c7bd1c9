import { gzipSync } from "node:zlib"
import { assert, it } from "@effect/vitest"
import { build } from "esbuild"

/** What a page loads for these lines, and the files that it is made of. */
const bundle = async (contents: string) => {
  const { metafile, outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    metafile: true,
    write: false
  })
  const kilobytes = gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length / 1000
  const files = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []))
  )
  return { kilobytes, files }
}

const connecting = `import { connect } from "@antiphon/client"; globalThis.connect = connect`

it("a page that connects loads at most 79 kB, gzipped, and nothing that it has no use for", async () => {
  const { files, kilobytes } = await bundle(connecting)
  assert.isAtMost(kilobytes, 79)
  const idle =
    /opentelemetry|Microphone|WebPlayer|Wav|Resampler|Timeline|OutputAssembly|InputChunker|core\/src\/(beta|translation|http)|session\/src\/tools|effect\/dist\/Schema/
  assert.deepStrictEqual(
    files.filter((file) => idle.test(file)),
    []
  )
})

it("the bundle has no logger of Effect, and errors thrown by the user's code go to the console", async () => {
  const { files } = await bundle(connecting)
  assert.isFalse(files.some((file) => /FiberSet|Logger/.test(file)))
})

it("a microphone and a speaker are at most 3.9 kB more", async () => {
  const [silent, talking] = await Promise.all([
    bundle(connecting),
    bundle(`${connecting}; export * from "@antiphon/client/browser"`)
  ])
  assert.isAtMost(talking.kilobytes - silent.kilobytes, 3.9)
})
