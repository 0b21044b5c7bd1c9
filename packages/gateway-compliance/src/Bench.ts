/** What the body of a requirement works on. */
import {
  AudioStore,
  type Engine,
  Nodes,
  Secrets,
  SessionBus,
  SessionLog,
  SessionRegistry,
  TenantLimits,
  type Token,
  UsageLog
} from "@antiphon/gateway"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/** The services of one node, and its name. */
export interface NodeUnderTest {
  readonly name: Token
  readonly log: SessionLog["Service"]
  readonly registry: SessionRegistry["Service"]
  readonly bus: SessionBus["Service"]
  readonly nodes: Nodes["Service"]
  readonly limits: TenantLimits["Service"]
  readonly usage: UsageLog["Service"]
  readonly secrets: Secrets["Service"]
  readonly audio: AudioStore["Service"]
}

/** Two nodes of one store, which are the same one if the engine takes only one. */
export interface Bench {
  readonly a: NodeUnderTest
  readonly b: NodeUnderTest
  /** Ends both nodes, and starts the first one again. */
  readonly restart: Effect.Effect<NodeUnderTest, unknown, Scope.Scope>
}

/** The body of a requirement. It fails with a `Violation` if the requirement is not met. */
export type Body = (bench: Bench) => Effect.Effect<void, unknown, Scope.Scope>

/** One requirement. */
export interface Requirement {
  /** The claim, in one sentence. */
  readonly says: string
  readonly body: Body
}

/** Takes the services out of a context. */
export const nodeUnderTest = (name: Token, engine: Context.Context<Engine>): NodeUnderTest => ({
  name,
  log: Context.get(engine, SessionLog),
  registry: Context.get(engine, SessionRegistry),
  bus: Context.get(engine, SessionBus),
  nodes: Context.get(engine, Nodes),
  limits: Context.get(engine, TenantLimits),
  usage: Context.get(engine, UsageLog),
  secrets: Context.get(engine, Secrets),
  audio: Context.get(engine, AudioStore)
})

/** Announces both nodes, as a node does when it starts. */
export const announced = ({ a, b }: Bench) =>
  Effect.forEach(
    [a, b],
    ({ name, nodes }) => nodes.announce({ node: name, sessions: 0, draining: false, startedAt: 1 }),
    {
      discard: true
    }
  )
