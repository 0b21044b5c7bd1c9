/**
 * The long races, 1,000 claims with each trouble, on a cluster of three servers that a newer Debian package has. At the end the control,
 * which has to fail. An old server with replicas lets two nodes own a session. Arguments are another number of claims, and a part of the
 * name of a trouble.
 */
import { run, toText } from "@antiphon/gateway-compliance"
import { natsEngine } from "@antiphon/gateway-nats"
import { findNats, type NatsCluster, startCluster, unpackNewerNats, versionOf } from "@antiphon/nats-server"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { api } from "../../src/jetstream/api.ts"
import { streams } from "../../src/jetstream/streams.ts"
import { linkOf } from "../rig.ts"
import { type Findings, frozenOwners, race, type Trouble } from "./run.ts"

const claims = Number(process.argv[2] ?? 1_000)
const only = process.argv[3] ?? ""
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const any = ({ servers }: NatsCluster): number => Math.floor(Math.random() * servers.length)

/** Troubles of the servers, each beside frozen owners. */
const troubles = (cluster: NatsCluster): Readonly<Record<string, Trouble>> => ({
  "owners freeze": frozenOwners,
  "the leader steps down": async (racers) => {
    await Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(linkOf(...cluster.urls), (link) =>
          Effect.ignore(api(link, `STREAM.LEADER.STEPDOWN.${streams.log.name}`, {}))
        )
      )
    ).catch(() => undefined)
    await frozenOwners(racers)
  },
  "a server is killed and comes back": async (racers) => {
    const server = cluster.servers[any(cluster)]
    await server?.kill()
    await frozenOwners(racers)
    await server?.start()
    await pause(3_000)
  },
  "a server freezes": async (racers) => {
    const server = cluster.servers[any(cluster)]
    server?.freeze()
    await pause(4_000)
    await frozenOwners(racers)
    server?.thaw()
    await pause(1_000)
  },
  "a server is cut off from the others": async (racers) => {
    cluster.cutOff(any(cluster))
    await pause(4_000)
    await frozenOwners(racers)
    cluster.mend()
    await pause(1_000)
  }
})

const isClean = ({ broken, doubled, lost, stale }: Findings): boolean => broken + doubled + lost + stale === 0

const print = (title: string, { acked, broken, doubled, fenced, lost, stale, ...rest }: Findings): void => {
  const faults = `${stale} stale, ${doubled} doubled, ${broken} broken, ${lost} lost`
  process.stdout.write(
    `${title.padEnd(40)} ${rest.claims} claims, ${acked} acknowledged, ${fenced} fenced: ${faults}\n`
  )
}

let isRight = true
const binary = unpackNewerNats(join(tmpdir(), "antiphon-newer-nats"))
const cluster = await startCluster({ binary })
try {
  const version = versionOf(binary)
  const report = await Effect.runPromise(
    run({
      name: `three servers of ${version}`,
      nodes: "many",
      deadline: "30 seconds",
      open: Effect.succeed({ node: (node) => Layer.build(natsEngine({ node, servers: cluster.urls })) })
    })
  )
  process.stdout.write(`${toText(report)}\n`)
  isRight &&= report.passed
  for (const [title, trouble] of Object.entries(troubles(cluster)).filter(([title]) => title.includes(only))) {
    const found = await Effect.runPromise(race({ servers: cluster.urls, claims, replicas: 3, trouble }))
    print(`${version}, ${title}`, found)
    isRight &&= isClean(found)
  }
} finally {
  await cluster.remove()
}

const old = findNats()
if (versionOf(old).startsWith("2.9.")) {
  const control = await startCluster({ binary: old })
  try {
    const found = await Effect.runPromise(race({ servers: control.urls, claims, replicas: 3 }))
    print(`${versionOf(old)} with replicas, the control`, found)
    isRight &&= !isClean(found)
  } finally {
    await control.remove()
  }
}
process.exitCode = isRight ? 0 : 1
