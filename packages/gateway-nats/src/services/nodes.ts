/** The nodes. A record is forgotten by the server when it is not renewed. */
import { type EngineUnavailable, type NodeRecord, type Nodes, type Token, token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import { ackOf, unavailable, unavailableIfUnanswered } from "../jetstream/api.ts"
import { parsed } from "../jetstream/json.ts"
import { replay } from "../jetstream/replay.ts"
import { streams } from "../jetstream/streams.ts"
import type { Store } from "../Store.ts"

const subjectOf = (node: Token): string => `antiphon.node.${node}`

/** The nodes that are there, and those that said that they leave. */
interface SeenNodes {
  readonly here: ReadonlyArray<NodeRecord>
  readonly left: ReadonlySet<Token>
}

export const seenNodes = ({ link }: Store): Effect.Effect<SeenNodes, EngineUnavailable> =>
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

export const natsNodes = (store: Store): Nodes["Service"] => {
  const write = (node: Token, value: object) =>
    Effect.flatMap(
      unavailableIfUnanswered(store.link.request(subjectOf(node), JSON.stringify(value), { timeoutMs: 1_000 })),
      (message) => {
        const { error, seq } = ackOf(message)
        return seq > 0
          ? Effect.void
          : Effect.fail(unavailable(`the node cannot be announced (${error?.description ?? "no sequence"})`))
      }
    )
  return {
    announce: (record) => write(record.node, record),
    // The places of a node that left are free at once. Those of a node that died are free when its record is gone.
    leave: (node) => write(node, { node, left: true }),
    list: Effect.map(seenNodes(store), ({ here }) => here)
  }
}
