import { execFileSync } from "node:child_process"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { describe, expect, it } from "vitest"

const built = async (contents: string) => {
  const result = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    metafile: true
  })
  const [output] = Object.values(result.metafile.outputs)
  return { code: result.outputFiles[0]?.text ?? "", modules: Object.keys(output?.inputs ?? {}) }
}

const bundle = async (contents: string): Promise<string> => (await built(contents)).code

describe("what a start pays", () => {
  it.each([
    ["core", ["Context", "Data", "Equal", "Option", "Redacted", "Result"]],
    ["core/live", ["Data", "Option", "Redacted", "Result"]]
  ])("%s loads data types of Effect, and nothing of its runtime and of Schema", async (entry, types) => {
    const { metafile } = await build({
      stdin: { contents: `export * from "@antiphon/${entry}"`, resolveDir: import.meta.dirname },
      bundle: true,
      format: "esm",
      platform: "node",
      external: ["effect/*"],
      write: false,
      metafile: true
    })
    const loaded = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
    expect([...new Set(loaded)].sort()).toEqual(types.map((name) => `effect/${name}`))
  })
})

describe("what a page pays", () => {
  it("ServerEvent.decode is at most 12.5 kB gzipped and has none of Effect's Schema", async () => {
    const page = 'import { ServerEvent } from "@antiphon/core"; export const decode = ServerEvent.decode'
    const { code, modules } = await built(page)
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(12_500)
    expect(modules.filter((name) => name.includes("effect/dist/Schema"))).toEqual([])
  })

  it("one event brings the events of its file along, and no other", async () => {
    const code = await bundle(
      'import { ErrorEvent } from "@antiphon/core/events"; export const fields = ErrorEvent.fields'
    )
    expect(code).toContain('"error"')
    expect(code).not.toContain("response.output_text.delta")
    expect(code).not.toContain("conversation.item.create")
  })

  it("one shape brings the shapes along that it is made of, and no event", async () => {
    const code = await bundle(
      'import { RateLimit } from "@antiphon/core/shapes"; export const fields = RateLimit.fields'
    )
    expect(code).toContain("reset_seconds")
    expect(code).not.toContain("semantic_vad")
    expect(code).not.toContain("session.created")
  })

  it("decodes where code may not be made of strings, as under a strict content security policy", async () => {
    const code = await bundle(`
      import { ServerEvent } from "@antiphon/core"
      const broken = ServerEvent.decode('{"type":"error","event_id":"e","error":3}')
      console.log(ServerEvent.decode('{"type":"input_audio_buffer.cleared","event_id":"e"}')._tag, broken.error.message)
      try { new Function("return 1")() } catch (error) { console.log(error.name) }`)
    const node = ["--disallow-code-generation-from-strings", "--input-type=module"]
    expect(execFileSync(process.execPath, node, { input: code, encoding: "utf8" })).toBe(
      "Known error is malformed: error: expected an object, got an integer\nEvalError\n"
    )
  })
})
