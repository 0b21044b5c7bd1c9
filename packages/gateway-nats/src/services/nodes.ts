/** The nodes. A record is forgotten by the server when it is not renewed. */
import { type EngineUnavailable, type NodeRecord, type Nodes, type Token, token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import { ackOf, unavailable, unavailableIfUnanswered } from "../jetstream/api.ts"
import { parsed } from "../jetstream/json.ts"
import { replay } from "../jetstream/replay.ts"
import { makeStream, streams } from "../jetstream/streams.ts"
import type { Store } from "../Store.ts"

const subjectOf = (node: Token): string => `antiphon.node.${node}`

/** The nodes that are there, and those that said that they leave. */
interface SeenNodes {
  readonly here: ReadonlyArray<NodeRecord>
  readonly left: ReadonlySet<Token>
}

export const seenNodes = ({ link }: Pick<Store, "link">): Effect.Effect<SeenNodes, EngineUnavailable> =>
  Effect.map(replay(link, streams.nodes.name, "antiphon.node.*"), (all) => {
    const here: Array<NodeRecord> = []
    const left = new Set<Token>()
    for (const { message } of all) {
      const { draining, left: hasLeft, node, sessions, startedAt } = parsed(message.data)
      const name = typeof node === "string" ? token(node) : undefined
      if (name === undefined) continue
      if (hasLeft === true) left.add(name)
      else
        here.push({ node: name, sessions: Number(sessions), draining: draining === true, startedAt: Number(startedAt) })
    }
    return { here, left }
  })

/** The stream is in memory, so servers that were all down come back without it. The next announcement makes it again. */
export const natsNodes = ({ link }: Store, replicas: number): Nodes["Service"] => {
  const publish = (node: Token, value: object) =>
    link.request(subjectOf(node), JSON.stringify(value), { timeoutMs: 1_000 })
  const write = Effect.fnUntraced(function* (node: Token, value: object) {
    const message = yield* publish(node, value).pipe(
      Effect.catchIf(
        ({ why }) => why === "no responders",
        () => Effect.andThen(makeStream(link, streams.nodes, replicas), publish(node, value))
      ),
      unavailableIfUnanswered
    )
    const { error, seq } = ackOf(message)
    if (seq === 0) return yield* unavailable(`the node cannot be announced (${error?.description ?? "no sequence"})`)
  })
  return {
    announce: (record) => write(record.node, record),
    // The places of a node that left are free at once. Those of a node that died are free when its record is gone.
    leave: (node) => write(node, { node, left: true }),
    list: Effect.map(seenNodes({ link }), ({ here }) => here)
  }
}
