/** The bus. A session's subject is its owner's address, and its events are published only while an observer's lease runs. */
import {
  type EngineUnavailable,
  freshToken,
  NoSuchSession,
  observerBound,
  type Owner,
  type Seen,
  type SessionBus,
  type Token
} from "@antiphon/gateway"
import type { Msg } from "@nats-io/transport-node"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { unavailable } from "../jetstream/api.ts"
import { parsed, record } from "../jetstream/json.ts"
import type { Link } from "../link/Link.ts"

const askOf = (sid: Token): string => `antiphon.ask.${sid}`
const liveOf = (sid: Token): string => `antiphon.live.${sid}`

/** A lease ends by itself after this many milliseconds, because an observer may die. */
const leaseMs = 15_000
const renewMs = 5_000
const hesitation = { times: 3, schedule: Schedule.spaced("20 millis") }
/** The observers of a session at most. */
export const maxObservers = 1_000

class Leases implements Owner {
  private n = 0
  private readonly until = new Map<string, number>()
  private readonly link: Link
  private readonly sid: Token

  constructor(link: Link, sid: Token) {
    this.link = link
    this.sid = sid
  }

  observers(): number {
    const now = Date.now()
    for (const [id, until] of this.until) if (until <= now) this.until.delete(id)
    return this.until.size
  }

  publish(event: string): void {
    this.n++
    if (this.until.size === 0 || this.observers() === 0) return
    this.link.publish(liveOf(this.sid), `${this.n} ${event}`)
  }

  /** Takes a lease or gives it back. Returns the answer, or `undefined` if the question was about something else. */
  take({ attach, detach }: Readonly<Record<string, unknown>>): { readonly attached: boolean } | undefined {
    if (typeof detach === "string") this.until.delete(detach)
    if (typeof attach !== "string") return detach === undefined ? undefined : { attached: false }
    const attached = this.until.has(attach) || this.observers() < maxObservers
    if (attached) this.until.set(attach, Date.now() + leaseMs)
    return { attached }
  }
}

export const natsBus = (link: Link): SessionBus["Service"] => {
  const once = (sid: Token, question: object, within: Duration.Input) =>
    Effect.mapError(
      link.request(askOf(sid), JSON.stringify(question), {
        timeoutMs: Duration.toMillis(Duration.fromInputUnsafe(within))
      }),
      ({ message, why }): NoSuchSession | EngineUnavailable =>
        why === "no responders"
          ? new NoSuchSession({ sid })
          : unavailable(`the owner of session ${sid} gave ${message}`)
    )

  /** In a cluster the other servers know a new owner a moment later than its own, so a question is asked again before it fails. */
  const request = (...asked: Parameters<typeof once>) =>
    link.info?.cluster === undefined
      ? once(...asked)
      : Effect.retry(once(...asked), { while: ({ _tag }) => _tag === "NoSuchSession", ...hesitation })

  return {
    own: Effect.fnUntraced(function* (sid, answer) {
      const leases = new Leases(link, sid)
      // Runs after the subscription has ended. A question that another server still forwards would wait for its whole time limit.
      yield* Effect.addFinalizer(() =>
        Effect.andThen(
          Effect.ignore(link.flushed),
          link.info?.cluster === undefined ? Effect.void : Effect.sleep("20 millis")
        )
      )
      const run = yield* FiberSet.makeRuntime()
      yield* link.subscribe(askOf(sid), (message) => {
        const asked = parsed(message.data)
        const taken = leases.take(asked)
        if (taken !== undefined) return void message.respond(JSON.stringify(taken))
        run(
          Effect.map(answer(asked["question"]), (value) => {
            message.respond(JSON.stringify({ answer: value }))
          })
        )
      })
      return leases
    }),
    ask: (sid, question, within = "2 seconds") =>
      Effect.map(request(sid, { question }, within), ({ data }) => record(parsed(data))["answer"]),
    observe: Effect.fnUntraced(function* (sid, bound = observerBound) {
      const queue = yield* Queue.sliding<Seen>(bound)
      yield* link.subscribe(liveOf(sid), (message) => void Queue.offerUnsafe(queue, seenOf(message)))
      const id = freshToken("o")
      const lease = Effect.flatMap(request(sid, { attach: id }, "2 seconds"), ({ data }) =>
        parsed(data)["attached"] === true
          ? Effect.void
          : unavailable(`session ${sid} takes no more than ${maxObservers} observers`)
      )
      yield* Effect.addFinalizer(() => Effect.sync(() => link.publish(askOf(sid), JSON.stringify({ detach: id }))))
      yield* lease
      yield* Effect.forkScoped(Effect.repeat(Effect.ignore(lease), Schedule.spaced(renewMs)))
      return Stream.fromQueue(queue)
    })
  }
}

const seenOf = (message: Msg): Seen => {
  const text = message.string()
  const at = text.indexOf(" ")
  return { n: Number(text.slice(0, at)), event: text.slice(at + 1) }
}
