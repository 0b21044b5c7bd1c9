import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as FS from "node:fs"
import { join } from "node:path"
import { parse, record } from "../src/index.ts"
import { fileSink, fileSinkWithSound, readFile } from "../src/node.ts"
import { folder } from "./folder.ts"

const open = pair({ incoming: ServerEvent, outgoing: ClientEvent })
const options = { endpoint: "ws://127.0.0.1:1/v1/realtime" }
const append = (audio: string) => ClientEvent.make("input_audio_buffer.append", { audio })
const delta = (audio: string) =>
  ServerEvent.make("response.output_audio.delta", {
    event_id: "event_1",
    response_id: "resp_1",
    item_id: "item_1",
    output_index: 0,
    content_index: 0,
    delta: audio
  })
const base64 = (...bytes: ReadonlyArray<number>) => Buffer.from(bytes).toString("base64")

const hold = (path: string, beside: boolean) =>
  Effect.gen(function* () {
    const { client, server } = yield* open
    const recorded = yield* record(client, yield* beside ? fileSinkWithSound(path) : fileSink(path), options)
    yield* recorded.send(append(base64(1, 2, 3)))
    yield* recorded.send(ClientEvent.make("input_audio_buffer.commit", {}))
    yield* recorded.send(append(base64(4, 5)))
    yield* server.send(delta(base64(6, 7, 8, 9)))
    yield* Stream.runHead(recorded.incoming)
  }).pipe(Effect.scoped)

it.effect("audio beside the lines is the bytes that travelled, and reads back as if it were inside", () =>
  Effect.gen(function* () {
    const root = yield* folder
    yield* hold(join(root, "inside.jsonl"), false)
    yield* hold(join(root, "beside.jsonl"), true)
    assert.deepStrictEqual([...FS.readFileSync(join(root, "beside.out.raw"))], [1, 2, 3, 4, 5])
    assert.deepStrictEqual([...FS.readFileSync(join(root, "beside.in.raw"))], [6, 7, 8, 9])
    assert.notInclude(FS.readFileSync(join(root, "beside.jsonl"), "utf8"), base64(1, 2, 3))
    const untimed = ({ lines }: { readonly lines: ReadonlyArray<object> }) => lines.map((line) => ({ ...line, t: 0 }))
    const beside = yield* readFile(join(root, "beside.jsonl"))
    assert.deepStrictEqual(untimed(beside), untimed(yield* readFile(join(root, "inside.jsonl"))))
    assert.deepStrictEqual(beside.broken, [])
  })
)

it.effect("text that is no base64, or none that would come back letter for letter, stays in its line", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "odd.jsonl")
    yield* Effect.scoped(
      Effect.gen(function* () {
        const { client } = yield* open
        const recorded = yield* record(client, yield* fileSinkWithSound(path), options)
        yield* Effect.forEach(["AQI", "not base64", ""], (audio) => recorded.send(append(audio)))
      })
    )
    const { lines } = yield* readFile(path)
    assert.deepStrictEqual(
      lines.map((line) => "event" in line && line.event["audio"]),
      ["AQI", "not base64", ""]
    )
  })
)

it.effect("a line whose audio is gone is named as broken, and the rest reads", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "gone.jsonl")
    yield* hold(path, true)
    FS.rmSync(path.replace("jsonl", "in.raw"))
    const { broken, lines } = yield* readFile(path)
    assert.deepStrictEqual(broken, [5])
    assert.strictEqual(lines.length, 3)
    const without = Result.getOrThrow(parse(FS.readFileSync(path, "utf8")))
    assert.strictEqual(without.lines.length, 4)
  })
)

it.effect("a file that is not there is a Source error that names it", () =>
  Effect.gen(function* () {
    const path = join(yield* folder, "none.jsonl")
    const error = yield* Effect.flip(readFile(path))
    assert.strictEqual(error.reason, "Source")
    assert.include(error.message, path)
  })
)
