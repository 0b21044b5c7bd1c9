/** Both sides of Node against the compliance suite, with media, over UDP of loopback. */
import { Endpoint } from "@antiphon/core"
import {
  type Adapter,
  type Ends,
  frames,
  type Note,
  type RequirementId,
  type Setup
} from "@antiphon/transport-compliance"
import { verify } from "@antiphon/transport-compliance"
import { compliance } from "@antiphon/transport-compliance/vitest"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { make } from "../../src/node.ts"
import { answeringBase, errorBody, refusingBase, silentBase } from "../stage.ts"
import { type Link, makeLink } from "./link.ts"
import { closedFirst, counted, pair } from "./pair.ts"
import { plainAnswerer } from "./plain.ts"

const maxEventBytes = 64 * 1024

const peerConnections = await Effect.runPromise(counted)

const ownOptions = ({ highWaterBytes, inbox, patience }: Setup) => ({
  peerConnections,
  maxEventBytes,
  highWaterBytes,
  inbox,
  deadTimeout: patience.dead,
  drainTimeout: patience.dead,
  closeTimeout: patience.close,
  deadlines: { exchange: patience.open }
})

const endpointOf = (base: string, { codec }: Setup): Endpoint.Endpoint<Note, Note> => ({
  ...Endpoint.conversation({ base, model: "m" }),
  incoming: codec,
  outgoing: codec
})

const dialling = (setup: Setup, base: string) => make(ownOptions(setup)).connect(endpointOf(base, setup))

const capabilities = { audio: "tracks", maxEventBytes, deadPeer: "consent" } as const

const peerCodecs = { incoming: frames, outgoing: frames }

const dialled = (setup: Setup, link?: Link) =>
  Effect.gen(function* () {
    const { client, server } = yield* pair(
      { endpoint: { incoming: setup.codec, outgoing: setup.codec }, options: ownOptions(setup) },
      { vocabulary: peerCodecs },
      link?.reroute
    )
    yield* closedFirst(client)
    return { connection: client, peer: server } satisfies Ends
  })

const accepted = (setup: Setup, link?: Link) =>
  Effect.gen(function* () {
    const { client, server } = yield* pair(
      { endpoint: peerCodecs },
      { vocabulary: { incoming: setup.codec, outgoing: setup.codec }, ...ownOptions(setup) },
      link?.reroute
    )
    yield* closedFirst(server)
    return { connection: server, peer: client } satisfies Ends
  })

compliance({
  name: "Node, dialling Node",
  capabilities,
  open: (setup) => dialled(setup),
  refused: (setup) => Effect.flatMap(refusingBase, (base) => dialling(setup, base)),
  unauthorized: (setup) =>
    Effect.flatMap(answeringBase(401, {}, errorBody("no such key")), (base) => dialling(setup, base)),
  unanswered: (setup) => Effect.flatMap(silentBase, (base) => dialling(setup, base)),
  held: Effect.sync(peerConnections.open)
})

compliance({
  name: "Node, accepting Node",
  capabilities,
  open: (setup) => accepted(setup),
  held: Effect.sync(peerConnections.open)
})

/**
 * Where the network hangs or vanishes. A link in between costs each packet a turn of this process, so it is here alone.
 */
const overLink = (name: string, open: typeof dialled): Adapter => ({
  name,
  capabilities,
  open: (setup) =>
    Effect.gen(function* () {
      const link = yield* makeLink
      const { connection, peer } = yield* open(setup, link)
      return { connection, peer: { ...peer, stall: link.stall, drop: link.cut } }
    })
})

const plain: Adapter = {
  name: "Node, dialling a plain peer connection",
  capabilities,
  open: (setup) =>
    Effect.gen(function* () {
      const { exchange, peer } = yield* plainAnswerer
      const connection = yield* make({ ...ownOptions(setup), exchange }).connect(endpointOf("http://127.0.0.1", setup))
      return { connection, peer: yield* peer }
    })
}

const meets = (adapter: Adapter, ids: ReadonlyArray<RequirementId>) =>
  describe(adapter.name, () => {
    for (const id of ids) {
      it.live(
        id,
        () => Effect.map(verify(adapter, id), ({ detail, outcome }) => assert.strictEqual(outcome, "passed", detail)),
        60_000
      )
    }
  })

meets(overLink("Node, dialling Node over a link", dialled), [
  "pressure.wait",
  "pressure.resume",
  "pressure.interrupt",
  "pressure.wake",
  "dead.noticed",
  "dead.close",
  "dead.drop"
])

meets(overLink("Node, accepting Node over a link", accepted), ["dead.drop"])

meets(plain, ["open.both-ways", "receive.binary", "receive.text", "close.peer", "close.remote", "close.after-received"])
