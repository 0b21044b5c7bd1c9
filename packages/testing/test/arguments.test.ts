/** What a test in JavaScript passes by mistake is refused at its own line, with the field and what to pass. */
import { assert, expect, it } from "vitest"
import {
  assertSameSound,
  fault,
  makeEar,
  openFixture,
  said,
  type Script,
  silence,
  speak,
  speech,
  startServer,
  TestingError
} from "../src/index.ts"

const untyped =
  (call: (...args: Array<never>) => unknown) =>
  async (...args: ReadonlyArray<unknown>): Promise<unknown> =>
    Reflect.apply(call, undefined, args)
const one: Script = { turns: [{ say: "It is noon." }] }
const ear = makeEar()

it.each([
  [
    startServer,
    [undefined],
    'startServer takes a script, e.g. { turns: [{ say: "It is noon." }] }, or "echo", not undefined'
  ],
  [
    startServer,
    ["ecko"],
    'startServer takes a script, e.g. { turns: [{ say: "It is noon." }] }, or "echo", not a string'
  ],
  [startServer, [{}], 'the script has no turns: pass an array of turns, e.g. [{ say: "It is noon." }]'],
  [startServer, [{ turn: [] }], "the script has no option turn: did you mean turns?"],
  [
    startServer,
    [{ turns: { say: "x" } }],
    'turns of the script is an object: pass an array of turns, e.g. [{ say: "It is noon." }]'
  ],
  [startServer, [{ turns: ["x"] }], "turns[0] of the script takes an object of options, not a string"],
  [startServer, [{ turns: [{ sya: "x" }] }], "turns[0] of the script has no option sya: did you mean say?"],
  [startServer, [{ turns: [{ say: 7 }] }], "say of turns[0] of the script is 7: pass text"],
  [
    startServer,
    [{ turns: [{ voice: new Float32Array(1) }] }],
    "voice of turns[0] of the script is a Float32Array: pass an Int16Array of PCM16"
  ],
  [
    startServer,
    [{ turns: [{ calls: [{ name: "look", arguments: "{}" }] }] }],
    "arguments of calls[0] in turns[0] of the script is a string: pass an object, which is sent as JSON"
  ],
  [
    startServer,
    [{ ...one, answers: [{ say: "x" }] }],
    "answers[0] of the script has no when: pass words that the user's message contains"
  ],
  [startServer, [{ ...one, pace: Number.NaN }], "pace of the script is NaN: pass a number above 0"],
  [startServer, [one, { timeout: 7 }], "startServer has no option timeout: did you mean timeoutMs?"],
  [startServer, [one, { timeoutMs: "7" }], "timeoutMs of startServer is a string: pass a number of ms above 0"],
  [
    startServer,
    [one, { faults: fault.cut() }],
    "faults of startServer is an object: pass an array with the faults of each connection, e.g. [fault.cut()]"
  ],
  [
    startServer,
    [one, { faults: [fault.cut] }],
    "faults[0] of startServer is a function: pass a fault, e.g. fault.cut()"
  ],
  [
    startServer,
    [one, { limits: { sesionMs: 5 } }],
    "limits of startServer has no option sesionMs: did you mean sessionMs?"
  ],
  [
    startServer,
    [one, { limits: { sessionMs: "5" } }],
    "sessionMs of limits of startServer is a string: pass a number from 0"
  ],
  [makeEar, [null], "makeEar takes an object of options, not null"],
  [makeEar, [{ rate: Number.NaN }], "rate of makeEar is NaN: pass a number of Hz, e.g. 24000"],
  [ear.listen, ["1200"], "listen takes a number of ms, not a string"],
  [ear.listen, [Number.NaN], "listen takes a number of ms, not NaN"],
  [ear.queue, [new Float32Array(2)], "queue of an ear takes an Int16Array of PCM16, not a Float32Array"],
  [said, [undefined], "said takes the session that connect() gives, not undefined"],
  [said, [Promise.resolve()], "said takes the session that connect() gives, not a Promise"],
  [speech, ["800"], "speech takes a number of ms, not a string"],
  [silence, [-1], "silence takes a number of ms, not -1"],
  [speak, [Promise.resolve()], "speak takes the session that connect() gives, not a Promise"],
  [speak, [{ sendAudio: () => {} }, new Float32Array(2)], "speak takes an Int16Array of PCM16, not a Float32Array"],
  [assertSameSound, [[1], new Int16Array(1)], "assertSameSound takes an Int16Array of PCM16, not an array"],
  [openFixture, [undefined], "openFixture takes the path of a recording, as text or a URL, not undefined"],
  [
    openFixture,
    ["a.jsonl", { live: "api.openai.com" }],
    "live of openFixture is a string: pass a ws, wss, http or https address"
  ],
  [fault.cut, ["response.done"], "fault.cut takes an object of options, not a string"],
  [fault.cut, [{ att: "response.done", nth: 1 }], "fault.cut has no option att: did you mean at?"],
  [fault.stall, [{ nth: 0 }], "nth of fault.stall is 0: pass a whole number above 0"],
  [fault.close, ["1012"], "fault.close takes a code from 1000 to 4999, e.g. 1012, not a string"],
  [fault.close, [1012, { resaon: "x" }], "fault.close has no option resaon: did you mean reason?"],
  [fault.malformed, [{ frame: {} }], "frame of fault.malformed is an object: pass text"],
  [fault.slow, [undefined], "fault.slow takes a number of ms, not undefined"],
  [fault.refuse, ["401"], "fault.refuse takes an HTTP status from 300 to 599, e.g. 503, not a string"],
  [
    fault.chance,
    [{ seed: "1" }],
    "fault.chance has no chances: pass chances from 0 to 1 by name, which are late, duplicate, malformed, cut, expire, half-open, rate-limit"
  ]
])("%o refuses %o", async (call, args, message) => {
  const error: unknown = await untyped(call)(...args).catch((cause: unknown) => cause)
  assert(error instanceof TestingError, String(error))
  expect(error.message).toBe(message)
  expect(error.stack?.split("\n")[1]).toMatch(/Reflect\.apply|arguments\.test/)
})

it("a server refuses what it cannot wait for or inject", async () => {
  await using server = await startServer(one)
  await expect(untyped(server.receives)({ type: "response.create" })).rejects.toThrow(
    'receives takes the type of an event, e.g. "response.create", not an object'
  )
  await expect(untyped(server.inject)("cut")).rejects.toThrow(
    "the fault of inject is a string: pass a fault, e.g. fault.cut()"
  )
})
