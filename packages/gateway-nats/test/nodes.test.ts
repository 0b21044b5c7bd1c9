/** What happens to a session when its nodes and their engine fail, with nodes in processes of their own. */
import { assert, describe, it } from "@effect/vitest"
import { type SessionLog, token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import { clientOf, get, nodeProcess, resumeBy, serviceOf } from "./Nodes.ts"
import { engineOf, serverOf } from "./rig.ts"

const long = "This answer takes some seconds, so that the plug can be pulled in the middle of it."

const sidOf = (event: Readonly<Record<string, unknown>>) =>
  token(String(event["session_id"])) ?? assert.fail("no session")

interface Line {
  readonly epoch: number
  readonly node: string
  readonly line: string
}

/** All lines of a session, whose chain was checked, once there are enough of a kind. */
const linesOf = (log: SessionLog["Service"], sid: ReturnType<typeof sidOf>, kind: string, least: number) =>
  Effect.repeat(
    Effect.map(Effect.retry(Effect.delay(log.read(sid), "100 millis"), { times: 50 }), (chunks) =>
      chunks.flatMap(({ epoch, lines, node }) => lines.map((line): Line => ({ epoch, line, node })))
    ),
    { until: (lines) => count(lines, kind) >= least }
  )

const count = (lines: ReadonlyArray<Line>, text: string) => lines.filter(({ line }) => line.includes(text)).length

const isDone = '"type":"response.done"'

describe("nodes on NATS", () => {
  it.live(
    "a session is seen, joined and resumed from any node, and outlives a freeze, a kill, an outage of NATS and a drain",
    () =>
      Effect.gen(function* () {
        const server = yield* serverOf()
        const service = yield* serviceOf(["First.", long])
        const [a, b] = yield* Effect.all(
          [nodeProcess("a", server.url, service), nodeProcess("b", server.url, service)],
          { concurrency: 2 }
        )
        const { log, usage } = yield* engineOf("looker", server.url)

        // Seen and joined from the other node.
        const first = yield* clientOf(a)
        const told = yield* first.next("antiphon.session")
        const sid = sidOf(told)
        const sideband = yield* clientOf(b, `call_id=${sid}`)
        yield* sideband.next("session.created")
        sideband.ask("From the side")
        const done = yield* sideband.next("response.done")
        assert.deepStrictEqual((yield* first.next("response.done"))["response"], done["response"])
        const item = first.events.findLast(({ type }) => type === "conversation.item.done")?.["item"] as { id: string }
        const listed: ReadonlyArray<Record<string, unknown>> = (yield* get(b, "/v1/sessions")).body.data
        assert.deepStrictEqual(
          listed.map((each) => [each["sid"], each["node"], each["state"]]),
          [[sid, "a", "live"]]
        )

        // Frozen in an answer, taken over, and thawed.
        const before = first.events.length
        first.ask("Tell me")
        yield* first.next("response.output_audio.delta", before)
        a.child.kill("SIGSTOP")
        const second = yield* clientOf(b, resumeBy(told))
        const resumed = yield* second.next("antiphon.session")
        assert.strictEqual(resumed["epoch"], 2)
        second.send({ type: "conversation.item.retrieve", item_id: item.id })
        assert.include(JSON.stringify(yield* second.next("conversation.item.retrieved")), "First.")
        yield* second.turn("Hello")
        a.child.kill("SIGCONT")
        assert.strictEqual(yield* first.end, 4409)
        const afterThaw = yield* linesOf(log, sid, isDone, 2)
        const taken = afterThaw.findIndex(({ epoch }) => epoch === 2)
        assert.isTrue(afterThaw.slice(taken).every(({ node }) => node === "b"))

        // Killed in an answer.
        const between = second.events.length
        second.ask("And a long one")
        yield* second.next("response.output_audio.delta", between)
        b.child.kill("SIGKILL")
        yield* second.end
        const third = yield* clientOf(a, resumeBy(resumed))
        assert.strictEqual((yield* third.next("antiphon.session"))["epoch"], 3)
        yield* third.turn("Are you there?")

        // NATS is down. What waits is in memory and, beyond 3 kB, on disk.
        yield* Effect.promise(() => server.kill())
        yield* third.turn("Long, and unrecorded")
        const unready = yield* Effect.repeat(Effect.delay(get(a, "/readyz"), "100 millis"), {
          until: ({ status }) => status === 503
        })
        assert.strictEqual(unready.body.why, "engine unavailable")
        const refused = yield* clientOf(a)
        yield* refused.end
        assert.include(refused.closed?.[1], "503")
        yield* Effect.promise(() => server.start())
        const lines = yield* linesOf(log, sid, isDone, 4)
        assert.strictEqual(count(lines, '"k":"gap"'), 0)
        const times = lines.map(({ line }) => Number(/"t":(\d+)/.exec(line)?.[1]))
        assert.deepStrictEqual(
          times,
          times.toSorted((x, y) => x - y)
        )
        assert.deepStrictEqual([...new Set(lines.map(({ epoch, node }) => `${epoch}${node}`))], ["1a", "2b", "3a"])

        // Drained between turns.
        a.child.kill("SIGTERM")
        assert.strictEqual((yield* third.next("antiphon.move"))["session_id"], sid)
        assert.strictEqual(yield* third.end, 1012)
        assert.strictEqual(yield* Effect.promise(() => a.exit), 0)

        const booked = yield* usage.read(token("default") ?? assert.fail())
        assert.strictEqual(booked.length, count(lines, isDone))
        assert.strictEqual(new Set(booked.map(({ id }) => id)).size, booked.length)
      }).pipe(Effect.scoped)
  )
})
