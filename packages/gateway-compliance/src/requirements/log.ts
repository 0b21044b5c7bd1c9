/** The requirements on `SessionLog`. */
import { freshToken, maxChunkBytes, token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Requirement } from "../Bench.ts"
import { failsWith, holds, same, Violation } from "../Violation.ts"

const awkward = ['{"text":"\\n\\u0000 – “quoted” 😀"}', "[]", '""', `{"long":"${"é".repeat(2_000)}"}`]

export const log = {
  "log.fresh": {
    says: "A fresh claim makes a session with epoch 1, and fails if there is one. Any other claim fails if there is none.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        yield* failsWith("a claim on nothing", "NoSuchSession", b.log.claim(sid, { fresh: false }))
        yield* same("the log of nothing", yield* a.log.read(sid), [])
        const { epoch, first, position } = yield* a.log.claim(sid, { fresh: true })
        yield* same("the epoch", epoch, 1)
        yield* same("the first position", first, position)
        yield* failsWith("a second fresh claim", "SessionExists", b.log.claim(sid, { fresh: true }))
      })
  },
  "log.append": {
    says: "Appended lines come back as they were, in order, with the epoch and the node that wrote them.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const claim = yield* a.log.claim(sid, { fresh: true })
        const first = yield* claim.append(awkward)
        const second = yield* claim.append(['{"n":2}'])
        yield* holds("positions grow", claim.position < first && first < second)
        yield* same("the log", yield* b.log.read(sid), [
          { position: claim.position, epoch: 1, node: a.name, kind: "claim", lines: [] },
          { position: first, epoch: 1, node: a.name, kind: "lines", lines: awkward },
          { position: second, epoch: 1, node: a.name, kind: "lines", lines: ['{"n":2}'] }
        ])
      })
  },
  "log.fence": {
    says: "After another claim, the earlier holder is fenced and stores nothing.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const old = yield* a.log.claim(sid, { fresh: true })
        yield* old.append(['{"a":1}'])
        yield* old.check
        const now = yield* b.log.claim(sid, { fresh: false })
        yield* same("the next epoch", now.epoch, 2)
        yield* same("the first position", now.first, old.position)
        const { by, epoch } = yield* failsWith("an append", "Fenced", old.append(['{"a":2}']))
        yield* same("who fenced", [epoch, by], [1, { epoch: 2, node: b.name }])
        yield* failsWith("a check", "Fenced", old.check)
        yield* now.append(['{"b":1}'])
        yield* failsWith("an append after the next one's", "Fenced", old.append(['{"a":3}']))
        const lines = (yield* a.log.read(sid)).flatMap(({ lines }) => lines)
        yield* same("the lines", lines, ['{"a":1}', '{"b":1}'])
      })
  },
  "log.fence.racing": {
    says: "Claims that race get an epoch each, and only the last holder stores anything after them.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        yield* a.log.claim(sid, { fresh: true })
        const claims = yield* Effect.forEach(
          Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? a : b)),
          ({ log }) => log.claim(sid, { fresh: false }),
          { concurrency: "unbounded" }
        )
        const epochs = claims.map(({ epoch }) => epoch).toSorted((x, y) => x - y)
        yield* same("the epochs", epochs, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
        const results = yield* Effect.forEach(
          claims,
          (claim) => Effect.result(claim.append([JSON.stringify({ by: claim.epoch })])),
          { concurrency: "unbounded" }
        )
        const stored = claims.filter((_, n) => results[n]?._tag === "Success").map(({ epoch }) => epoch)
        yield* same("who stored", stored, [13])
        const chunks = yield* b.log.read(sid)
        yield* same(
          "the chunks",
          chunks.map(({ epoch, kind }) => `${kind} ${epoch}`),
          [...Array.from({ length: 13 }, (_, n) => `claim ${n + 1}`), "lines 13"]
        )
      })
  },
  "log.once": {
    says: "The same array that is appended again is stored once, and an equal one is stored again.",
    body: ({ a }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const claim = yield* a.log.claim(sid, { fresh: true })
        const lines = ['{"n":1}']
        const position = yield* claim.append(lines)
        yield* same("the position of the second try", yield* claim.append(lines), position)
        yield* claim.append(['{"n":1}'])
        yield* same("the chunks", (yield* a.log.read(sid)).length, 3)
      })
  },
  "log.interrupted": {
    says: "An append that was interrupted leaves a log that can be appended to and read.",
    body: ({ a }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const claim = yield* a.log.claim(sid, { fresh: true })
        for (let n = 0; n < 5; n++) {
          const writing = yield* Effect.forkChild(claim.append([`{"maybe":${n}}`]))
          yield* Effect.yieldNow
          yield* Fiber.interrupt(writing)
          yield* claim.append([`{"n":${n}}`])
        }
        const lines = (yield* a.log.read(sid)).flatMap(({ lines }) => lines)
        yield* same(
          "the lines that were acknowledged",
          lines.filter((line) => line.startsWith('{"n"')),
          [0, 1, 2, 3, 4].map((n) => `{"n":${n}}`)
        )
        yield* same("lines that stand there twice", lines.length, new Set(lines).size)
      })
  },
  "log.largest": {
    says: "An append of the largest size is taken and comes back.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const claim = yield* a.log.claim(sid, { fresh: true })
        const lines = Array.from({ length: 4 }, (_, n) => `"${String(n).repeat(maxChunkBytes / 4 - 2)}"`)
        const to = yield* claim.append(lines)
        const chunk = (yield* b.log.read(sid, { to })).at(-1)
        yield* holds(
          "the lines come back",
          lines.every((line, n) => chunk?.lines[n] === line)
        )
      })
  },
  "log.to": {
    says: "A reader gets everything up to a claim's position and nothing after it.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const old = yield* a.log.claim(sid, { fresh: true })
        for (let n = 0; n < 300; n++) yield* old.append([`{"n":${n}}`])
        const claim = yield* b.log.claim(sid, { fresh: false })
        yield* claim.append(['{"after":true}'])
        const chunks = yield* b.log.read(sid, { to: claim.position })
        yield* same("how many", chunks.length, 302)
        yield* same("the last", chunks.at(-1), {
          position: claim.position,
          epoch: 2,
          node: b.name,
          kind: "claim",
          lines: []
        })
      })
  },
  "log.erase": {
    says: "An erased session is gone, its holder is fenced, and the same name begins at another position.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const old = yield* a.log.claim(sid, { fresh: true })
        yield* old.append(['{"n":1}'])
        yield* b.log.erase(sid)
        yield* same("the log", yield* a.log.read(sid), [])
        const { by } = yield* failsWith("an append", "Fenced", old.append(['{"n":2}']))
        yield* same("who fenced", by, undefined)
        yield* failsWith("a claim", "NoSuchSession", b.log.claim(sid, { fresh: false }))
        const again = yield* b.log.claim(sid, { fresh: true })
        yield* holds("it begins elsewhere", again.first !== old.first)
        yield* failsWith("an append of the old holder", "Fenced", old.append(['{"n":3}']))
        yield* same("the chunks", (yield* a.log.read(sid)).length, 1)
        yield* a.log.erase(freshToken("sess"))
      })
  },
  "log.apart": {
    says: "Sessions whose names begin alike do not touch each other.",
    body: ({ a, b }) =>
      Effect.gen(function* () {
        const stem = freshToken("s")
        const sids = ["", "_", "-", "_1", "_10", "0"].flatMap((end) => token(stem + end) ?? [])
        yield* Effect.forEach(
          sids,
          (sid, n) =>
            Effect.gen(function* () {
              const claim = yield* (n % 2 === 0 ? a : b).log.claim(sid, { fresh: true })
              for (let k = 0; k < 20; k++) yield* claim.append([JSON.stringify({ sid, k })])
            }),
          { concurrency: "unbounded" }
        )
        const [erased = stem, ...others] = sids
        yield* a.log.erase(erased)
        for (const sid of others) {
          const lines = (yield* a.log.read(sid)).flatMap(({ lines }) => lines)
          yield* same(
            `the lines of ${sid}`,
            lines,
            Array.from({ length: 20 }, (_, k) => JSON.stringify({ sid, k }))
          )
        }
      })
  },
  "log.restart": {
    says: "What was acknowledged is there after the node was started again, and its next claim goes on.",
    body: ({ a, restart }) =>
      Effect.gen(function* () {
        const sid = freshToken("sess")
        const before = yield* a.log.claim(sid, { fresh: true })
        yield* before.append(['{"n":1}'])
        const node = yield* restart
        const claim = yield* node.log.claim(sid, { fresh: false })
        yield* same("the claim", [claim.epoch, claim.first], [2, before.first])
        yield* claim.append(['{"n":2}'])
        const chunks = yield* node.log.read(sid)
        yield* same(
          "the chunks",
          chunks.map(({ epoch, lines }) => [epoch, ...lines]),
          [[1], [1, '{"n":1}'], [2], [2, '{"n":2}']]
        )
        if (claim.position <= before.position) return yield* new Violation({ detail: "positions went back" })
      })
  }
} as const satisfies Record<string, Requirement>
