/** A process that claims sessions at random, writes to those that it claimed, and says what was acknowledged. */
import { type Claim, freshToken, token } from "@antiphon/gateway"
import { connect } from "@nats-io/transport-node"
import * as Effect from "effect/Effect"
import { ensureStreams } from "../../src/jetstream/streams.ts"
import { Link } from "../../src/link/Link.ts"
import { natsLog } from "../../src/services/log.ts"
import { Store } from "../../src/Store.ts"

/** What a racer is asked to do. */
export interface Race {
  readonly name: string
  readonly servers: ReadonlyArray<string>
  readonly sids: ReadonlyArray<string>
  /** Claims that it makes. */
  readonly claims: number
  readonly replicas: number
}

/** A chunk or a claim that was acknowledged. */
export interface Acked {
  readonly sid: string
  readonly position: number
  readonly epoch: number
  readonly line: string
}

const race = JSON.parse(process.argv[2] ?? "{}") as Race
const acked: Array<Acked> = []
let fenced = 0

/** The version of the server is not looked at, so that an unfit one shows what it does. */
const linkOf = async () => {
  const connection = await connect({
    servers: race.servers.map((server) => new URL(server).host),
    timeout: 1_500,
    pingInterval: 1_000,
    maxPingOut: 2,
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250
  })
  const link = new Link(connection)
  void (async () => {
    for await (const status of connection.status()) link.follow(status, 1)
  })()
  return link
}

const program = Effect.gen(function* () {
  const link = yield* Effect.promise(linkOf)
  yield* ensureStreams(link, race.replicas)
  const log = natsLog(new Store(token(race.name) ?? freshToken("n"), link))
  const held = new Map<string, Claim>()
  process.send?.("ready")
  yield* Effect.promise(() => new Promise((resolve) => process.once("message", resolve)))
  for (let n = 0; n < race.claims;) {
    const sid = token(race.sids[Math.floor(Math.random() * race.sids.length)] ?? "") ?? freshToken("s")
    const claim = yield* Effect.option(log.claim(sid, { fresh: false }))
    if (claim._tag === "None") continue
    n++
    const { epoch, position } = claim.value
    acked.push({ sid, position, epoch, line: "" })
    held.set(sid, claim.value)
    // The holder goes on with all that it believes to hold.
    yield* Effect.forEach(
      [...held],
      ([name, each], i) =>
        Effect.gen(function* () {
          const lines = [JSON.stringify({ by: race.name, epoch: each.epoch, n, i })]
          let result = yield* Effect.result(each.append(lines))
          while (result._tag === "Failure" && result.failure._tag === "EngineUnavailable")
            result = yield* Effect.result(each.append(lines))
          if (result._tag === "Success")
            acked.push({ sid: name, position: result.success, epoch: each.epoch, line: lines[0] ?? "" })
          else {
            fenced++
            held.delete(name)
          }
        }),
      { concurrency: "unbounded", discard: true }
    )
  }
  // The process ends once the whole result is written. A pipe holds a part of it only.
  yield* Effect.promise(() => new Promise((resolve) => process.send?.({ acked, fenced }, resolve)))
})

await Effect.runPromise(program)
process.disconnect()
process.exit(0)
