/** What a program in JavaScript passes by mistake is refused at its own line, with what to pass. */
import { ServerEvent } from "@antiphon/core"
import { ArgumentError } from "@antiphon/core/boundary"
import { pairOf } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { assert, it } from "vitest"
import { paced, parse, received, record, recordTransport, replayTransport, replayUser } from "../src/index.ts"
import { fileSink, readFile } from "../src/node.ts"

const header = `{"format":"antiphon-recording","version":1,"started_at":"2026-01-01T00:00:00.000Z","side":"client","dialect":"ga","endpoint":"ws://h/v1"}`
const result = parse(header)
const recording = result._tag === "Success" ? result.success : undefined
const sink = { write: () => Effect.void }
const connection = { send: () => Effect.void, close: () => Effect.void, incoming: Stream.empty }
const transport = { connect: () => Effect.void }

const unwrap = "not the Result of parse: unwrap it with Result.getOrThrow"

it.each([
  [paced, [result], `paced takes a recording, ${unwrap}`],
  [paced, ["evening.jsonl"], "paced takes a recording, not a string: pass what readFile gives or parse succeeds with"],
  [paced, [recording, 0], "the speed of paced is 0: pass a factor above 0"],
  [received, [result, ServerEvent], `received takes a recording, ${unwrap}`],
  [received, [recording], "received has no codec: pass a vocabulary, e.g. ClientEvent"],
  [replayTransport, [result], `replayTransport takes a recording, ${unwrap}`],
  [
    replayTransport,
    [recording, { stepTimeout: "soon" }],
    'stepTimeout of replayTransport is a string: pass a duration, e.g. "30 seconds"'
  ],
  [replayTransport, [recording, { sped: 2 }], "replayTransport has no option sped: did you mean speed?"],
  [replayUser, [recording, undefined, {}], "replayUser takes an open connection, not undefined"],
  [replayUser, [recording, connection, {}], "replayUser has no outgoing: pass a vocabulary, e.g. ClientEvent"],
  [record, [undefined, sink, {}], "record takes an open connection, not undefined"],
  [record, [connection, "a.jsonl", {}], "record takes a sink, not a string: pass e.g. yield* fileSink(path)"],
  [
    record,
    [connection, sink, {}],
    "record has no endpoint: pass the address for the header, e.g. wss://api.openai.com/v1"
  ],
  [recordTransport, [pairOf, () => sink], "recordTransport takes a transport, not a function"],
  [
    recordTransport,
    [transport, sink],
    "recordTransport takes a function that makes a sink for each connection, not an object"
  ],
  [
    recordTransport,
    [transport, () => sink, { withoutContent: "yes" }],
    "withoutContent of recordTransport is a string: pass true or false"
  ],
  [fileSink, [undefined], "fileSink takes the path of a file, not undefined"],
  [readFile, [new URL("file:///a")], "readFile takes the path of a file, not an URL"]
] as const)("%s with a wrong argument throws at the caller's line, with what to pass", (call, given, message) => {
  try {
    Reflect.apply(call, undefined, given)
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error
    assert.strictEqual(error.message, message)
    assert.match(error.stack?.split("\n")[1] ?? "", /Reflect\.apply|arguments\.test/)
    return
  }
  assert.fail("it was taken")
})
