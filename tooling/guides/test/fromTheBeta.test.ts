import { assert, describe, it } from "@effect/vitest"
import { Beta, ClientEvent, ServerEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { printed, textOf } from "./guides.ts"
import { ran } from "./ran.ts"
import { scripted } from "./scripted.ts"

describe("the programs", () => {
  it.live("the port of the beta's reference client and the new program print the same", () =>
    Effect.gen(function* () {
      const REALTIME_URL = yield* scripted({ turns: [{ say: "It is noon, as always." }] }, "--beta")
      for (const program of ["from-the-beta/old.ts", "from-the-beta/new.ts"]) {
        const stdout = yield* Effect.promise(() => ran(program, { REALTIME_URL }))
        assert.strictEqual(stdout, printed("from-the-beta/new.ts"), program)
      }
      const stdout = yield* Effect.promise(() => ran("from-the-beta/betaServer.ts", { REALTIME_URL }))
      assert.strictEqual(stdout, printed("from-the-beta/betaServer.ts"))
    })
  )

  it.live("the program that translates a recording prints what the page shows", () =>
    Effect.gen(function* () {
      const stdout = yield* Effect.promise(() => ran("from-the-beta/recordings.ts"))
      assert.strictEqual(stdout, printed("from-the-beta/recordings.ts"))
    })
  )
})

/** Returns the rows of the table below a heading, each with the name in the beta and the names in GA. */
const rows = (heading: string): ReadonlyArray<readonly [beta: string, ga: ReadonlyArray<string>]> => {
  const [, section = ""] = textOf("from-the-beta.md").split(`\n${heading}\n`)
  const [table = ""] = section.split(/\n#/)
  return [...table.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, beta = "", ga = ""]) => [
    beta,
    [...ga.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)
  ])
}

/** Returns the examples of the generated reference, by type. */
const instances = (page: string): ReadonlyMap<string, string> => {
  const text = readFileSync(new URL(`../../../docs/reference/${page}.md`, import.meta.url), "utf8")
  return new Map(
    [...text.matchAll(/^## (\S+)\n.*?^```json\n(.*?)^```$/gms)].map(([, type = "", json = ""]) => [type, json])
  )
}

/** The GA vocabulary has it for servers that still send it. */
const retired = "conversation.item.created"

describe("the table of names", () => {
  const named = rows("## Names of events")

  it("has every name of the beta that GA lacks or no longer sends, and no other", () => {
    const ga = new Set<string>([...ServerEvent.types, ...ClientEvent.types].filter((name) => name !== retired))
    const beta: ReadonlyArray<string> = [...Beta.ServerEvent.types, ...Beta.ClientEvent.types]
    assert.deepStrictEqual(named.map(([name]) => name).sort(), beta.filter((name) => !ga.has(name)).sort())
  })

  it.each(named)("%s is what the translation makes of it", (name, expected) => {
    const server = instances("beta-server-events").get(name)
    if (server !== undefined) {
      const decoded = Beta.ServerEvent.decode(server)
      assert(decoded._tag === "Known")
      const made = Beta.toGa(Beta.initial, decoded.event).events.map(({ type }) => type)
      assert.includeMembers([...expected], made)
      return
    }
    for (const ga of expected) {
      const decoded = ClientEvent.decode(instances("client-events").get(ga) ?? "")
      assert(decoded._tag === "Known")
    }
  })
})

describe("the table of settings", () => {
  const settings: Readonly<Record<string, unknown>> = {
    modalities: ["text"],
    voice: "alloy",
    speed: 1.5,
    input_audio_format: "pcm16",
    output_audio_format: "g711_ulaw",
    input_audio_transcription: { model: "whisper-1" },
    input_audio_noise_reduction: { type: "near_field" },
    turn_detection: { type: "server_vad" },
    max_response_output_tokens: 100,
    temperature: 0.8
  }
  const named = rows("## Settings")

  it("has every setting of the beta that moved", () => {
    assert.deepStrictEqual(named.map(([name]) => name).sort(), Object.keys(settings).sort())
  })

  it.each(named)("%s is where the translation puts it", (name, [path]) => {
    const event = { type: "session.updated", event_id: "event_1", session: { [name]: settings[name] } }
    const decoded = Beta.ServerEvent.decodeValue(event)
    assert(decoded._tag === "Known")
    const { events, lost } = Beta.toGa(Beta.initial, decoded.event)
    if (path === undefined) return assert.strictEqual(lost.length, 1)
    const place = path.split(".").reduce<unknown>((value, key) => Object(value)[key], Object(events[0])["session"])
    assert.isDefined(place)
    assert.deepStrictEqual(lost, [])
  })
})
