/** What happens to a session when its nodes and their engine fail, with nodes in processes of their own. */
import { assert, describe, it } from "@effect/vitest"
import { token } from "@antiphon/gateway"
import { createInbox } from "@nats-io/transport-node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { pushing } from "../src/jetstream/pushing.ts"
import { streams } from "../src/jetstream/streams.ts"
import { readLines } from "../src/services/LogRecord.ts"
import { natsLog } from "../src/services/log.ts"
import { Store } from "../src/Store.ts"
import { clientOf, get, nodeProcess, type NodeProcess, resumeBy, serviceOf } from "./Nodes.ts"
import { engineOf, linkOf, name, serverOf } from "./rig.ts"

const long = "This answer is cut in the middle of it."

const sidOf = (event: Readonly<Record<string, unknown>>) =>
  token(String(event["session_id"])) ?? assert.fail("no session")

interface Line {
  readonly epoch: number
  readonly node: string
  readonly line: string
}

/** All lines of a session, whose chain was checked. Waits until `least` of a kind are stored. */
const linesOf = (url: string, sid: ReturnType<typeof sidOf>, kind: string, least: number) =>
  Effect.gen(function* () {
    const link = yield* linkOf(url)
    const inbox = createInbox()
    const stored = yield* Deferred.make<void>()
    let seen = 0
    yield* link.subscribe(inbox, ({ data }) => {
      seen += readLines(data).filter((line) => line.includes(kind)).length
      if (seen >= least) Deferred.doneUnsafe(stored, Effect.void)
    })
    yield* pushing(link, { stream: streams.log.name, subject: `antiphon.log.${sid}`, inbox })
    yield* Effect.timeout(Deferred.await(stored), "30 seconds")
    const chunks = yield* natsLog(new Store(name("looker"), link)).read(sid)
    return chunks.flatMap(({ epoch, lines, node }) => lines.map((line): Line => ({ epoch, line, node })))
  }).pipe(Effect.scoped)

const count = (lines: ReadonlyArray<Line>, text: string) => lines.filter(({ line }) => line.includes(text)).length

const listed = (node: NodeProcess) =>
  Effect.map(get(node, "/v1/sessions"), ({ body }) =>
    body.data.map((each: Readonly<Record<string, unknown>>) => [each["sid"], each["node"], each["state"]])
  )

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
        assert.deepStrictEqual(yield* listed(b), [[sid, "a", "live"]])

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
        const afterThaw = yield* linesOf(server.url, sid, isDone, 2)
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
        const unavailable = yield* Effect.forkChild(a.says("EngineUnavailable"), { startImmediately: true })
        yield* Effect.promise(() => server.kill())
        yield* third.turn("Long, and unrecorded")
        yield* Fiber.join(unavailable)
        const unready = yield* get(a, "/readyz")
        assert.deepStrictEqual([unready.status, unready.body.why], [503, "engine unavailable"])
        const refused = yield* clientOf(a)
        yield* refused.end
        assert.include(refused.closed?.[1], "503")
        const announced = yield* Effect.forkChild(a.says("announced"), { startImmediately: true })
        yield* Effect.promise(() => server.start())
        const lines = yield* linesOf(server.url, sid, isDone, 4)
        assert.strictEqual(count(lines, '"k":"gap"'), 0)
        const times = lines.map(({ line }) => Number(/"t":(\d+)/.exec(line)?.[1]))
        assert.deepStrictEqual(
          times,
          times.toSorted((x, y) => x - y)
        )
        assert.deepStrictEqual([...new Set(lines.map(({ epoch, node }) => `${epoch}${node}`))], ["1a", "2b", "3a"])

        // The stream of the nodes was in memory, and is there again.
        yield* Fiber.join(announced)
        assert.deepStrictEqual(yield* listed(a), [[sid, "a", "live"]])

        // Drained between turns.
        a.child.kill("SIGTERM")
        assert.strictEqual((yield* third.next("antiphon.move"))["session_id"], sid)
        assert.strictEqual(yield* third.end, 1012)
        assert.strictEqual(yield* Effect.promise(() => a.exit), 0)

        const { usage } = yield* engineOf("looker", server.url)
        const booked = yield* usage.read(token("default") ?? assert.fail())
        assert.strictEqual(booked.length, count(lines, isDone))
        assert.strictEqual(new Set(booked.map(({ id }) => id)).size, booked.length)
      }).pipe(Effect.scoped)
  )
})
