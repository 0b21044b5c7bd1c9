import { assert, it } from "@effect/vitest"
import type { StandardSchemaV1 } from "@standard-schema/spec"
import { existsSync, readFileSync } from "node:fs"
import { execFileSync } from "node:child_process"
import * as z from "zod"
import type { connect, RealtimeSession, RealtimeTool } from "../src/index.ts"
import type { connect as translate } from "../src/translation.ts"

const dist = new URL("../dist/", import.meta.url)
const manifest: { readonly publishConfig: { readonly exports: Record<string, string | { readonly types: string }> } } =
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

/** The declarations of every entry that the package has. */
const entries = Object.values(manifest.publishConfig.exports).flatMap((target) =>
  typeof target === "string" ? [] : [target.types.replace("./dist/", "")]
)
const imported = /(?:from|import)\s*\(?\s*"([^"]+)"/g

/** The declarations that an entry reaches within the package, and the packages that they name. */
const reached = (entry: string): { readonly files: ReadonlySet<string>; readonly packages: ReadonlySet<string> } => {
  const files = new Set([new URL(entry, dist).href])
  const packages = new Set<string>()
  for (const file of files) {
    const text = readFileSync(new URL(file), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "")
    for (const [, name = ""] of text.matchAll(imported)) {
      if (name.startsWith(".")) files.add(new URL(name.replace(/\.[jt]s$/, ".d.ts"), file).href)
      else packages.add(name)
    }
    assert.notMatch(text, /\b(Effect|Option|Result)\.\w/, file)
  }
  return { files, packages }
}

it("who uses the package sees no Effect: its declarations import none of it", () => {
  const tsc = new URL("../../../node_modules/.bin/tsc", import.meta.url).pathname
  execFileSync(tsc, ["-b"], { cwd: new URL("..", import.meta.url), stdio: "pipe" })
  for (const entry of entries) {
    assert.isTrue(existsSync(new URL(entry, dist)), entry)
    const { packages } = reached(entry)
    const theirs = entry === "opentelemetry.d.ts" ? "@opentelemetry/api" : "@standard-schema/spec"
    assert.deepStrictEqual(
      [...packages].filter((name) => !name.startsWith("@antiphon/") && name !== theirs),
      [],
      entry
    )
  }
  assert.isAbove(reached("index.d.ts").files.size, 4)
})

declare const plain: StandardSchemaV1<unknown, { readonly place: string }>

/** Never runs. It compiles, and what must not compile is marked. */
export const typed = async (open: typeof connect, session: RealtimeSession): Promise<void> => {
  const schema = z.object({ place: z.string(), days: z.int().default(1) })
  const description = ""
  await open({
    model: "m",
    key: "k",
    tools: {
      // Arguments are what the schema makes of them, wherever `run` stands and whichever library the schema is from.
      weather: { description, schema, run: ({ days, place }, { callId }) => `${callId}${place}${days.toFixed()}` },
      early: { run: async ({ days }) => days + 1, description, schema, approve: ({ place }) => place === "Rome" },
      other: { description, schema: plain, jsonSchema: {}, run: ({ place }) => place.length },
      // @ts-expect-error no such argument
      wrong: { description, schema, run: ({ city }) => city }
    }
  })
  // @ts-expect-error a schema that makes no JSON Schema needs one
  await open({ model: "m", key: "k", tools: { other: { description, schema: plain, run: () => "" } } })
  // @ts-expect-error a conversation needs a model
  await open({ key: "k" })
  // @ts-expect-error a transcription session calls no tools
  await open({ key: "k", intent: "transcription", tools: {} })

  // Tools that are put together elsewhere, of which no more is known.
  const tools: Record<string, RealtimeTool<StandardSchemaV1>> = {}
  await open({ model: "m", key: "k", tools })

  session.on("response.done", ({ response }) => response.id)
  session.on("resumed", ({ lost }) => lost.map(({ itemId, reason }) => `${itemId} ${reason}`))
  // @ts-expect-error the event has no such field
  session.on("response.done", ({ delta }) => delta)
  // @ts-expect-error no event of this name
  session.on("response.finished", () => {})
}

/** Never runs. A translation has a narrower session. */
export const interpreted = async (open: typeof translate): Promise<void> => {
  const session = await open({ model: "m", key: "k" })
  session.on("session.output_transcript.delta", ({ delta, elapsed_ms }) => `${delta} ${elapsed_ms}`)
  // @ts-expect-error of a conversation, not of a translation
  session.on("response.done", () => {})
  // @ts-expect-error there is no model to answer
  await session.sendText("Hello.")
  // @ts-expect-error no such setting
  await session.configure({ instructions: "Be brief." })
}
