/** A user who takes turns, loses the network, and comes back to any node by token. */
import { token } from "@antiphon/gateway"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { openSession, resumeSession } from "../../src/node/openSession.ts"
import { refusal } from "../../src/node/Refusal.ts"
import { Line } from "./Line.ts"
import type { Random } from "./random.ts"
import type { SimulatedNode } from "./SimulatedNode.ts"

/** An answer whose end the user saw. */
export interface Answered {
  readonly itemId: string
  readonly at: number
  readonly node: SimulatedNode
}

type Event = Readonly<Record<string, unknown>> & { readonly type: string }

/** How long a user waits for an answer before it looks for another node, in milliseconds. */
const patienceMs = 4_000

/** Where a user is. */
interface Place {
  readonly node: SimulatedNode
  readonly line: Line
}

export class User {
  /** All events that it received. */
  readonly received: Array<Event> = []
  readonly answered: Array<Answered> = []
  sid: string | undefined
  private resumeToken: string | undefined
  private place: Place | undefined
  private wake: () => void = () => {}
  private readonly id: string
  private readonly nodes: () => ReadonlyArray<SimulatedNode>
  private readonly random: Random
  private readonly turns: number | undefined

  /** Takes up to 6 turns if `turns` does not say how many. */
  constructor(id: string, nodes: () => ReadonlyArray<SimulatedNode>, random: Random, turns?: number) {
    this.id = id
    this.nodes = nodes
    this.random = random
    this.turns = turns
  }

  /** Takes its turns and leaves. */
  readonly life = Effect.suspend(() =>
    Effect.gen({ self: this }, function* () {
      const turns = this.turns ?? this.random.between(1, 6)
      for (let n = 0; n < turns; n++) {
        const itemId = `item_${this.id}_${n}`
        while (!(yield* this.turn(itemId))) {
          this.place?.line.close(1006)
          this.place = undefined
        }
        yield* Effect.sleep(this.random.between(1, 600))
      }
      // A session that is closed while it is being lost is left to the sweeper.
      this.place?.line.close(1000)
    })
  )

  /** Breaks the network of the user. */
  drop(): void {
    const { place } = this
    this.place = undefined
    place?.line.close(1006)
    this.wake()
  }

  /** Asks and waits for the answer. Returns whether it came. */
  private turn(itemId: string) {
    return Effect.gen({ self: this }, function* () {
      const { line, node } = yield* this.placed()
      const from = this.received.length
      const item = { id: itemId, type: "message", role: "user", content: [{ type: "input_text", text: itemId }] }
      line.send(JSON.stringify({ type: "conversation.item.create", event_id: `event_${itemId}`, item }))
      line.send(JSON.stringify({ type: "response.create", event_id: `event_${itemId}_answer` }))
      const isDone = yield* this.until(() => this.received.slice(from).some(({ type }) => type === "response.done"))
      if (isDone) this.answered.push({ itemId, at: Date.now(), node })
      return isDone
    })
  }

  /** Where the user is, after it has come back if it was lost. */
  private placed() {
    return Effect.suspend(() => (this.place === undefined ? this.connected() : Effect.succeed(this.place)))
  }

  private connected() {
    return Effect.retry(
      Effect.suspend(() => this.attempt()),
      { times: 200, schedule: Schedule.spaced("150 millis") }
    )
  }

  private attempt() {
    return Effect.gen({ self: this }, function* () {
      const reachable = this.nodes().filter(({ isReachable }) => isReachable)
      const node = reachable[this.random.between(0, reachable.length - 1)]
      if (node === undefined) return yield* refusal(503, "none", "No node takes clients now.")
      const { context } = node.node
      const name = token("simulated")
      if (name === undefined) return yield* refusal(500, "none", "The tenant has no name.")
      const tenant = { name, keys: [] }
      const resumable = this.resumeToken === undefined ? undefined : context.tokens.verify(this.resumeToken, Date.now())
      const opening =
        resumable === undefined
          ? openSession(context, tenant, { model: "m", kind: "conversation" })
          : resumeSession(context, { resumable, tenantOf: () => tenant, heard: undefined, byClient: false })
      // A node that is frozen meanwhile answers nothing, and goes on with it afterwards.
      const fiber = yield* Effect.forkDetach(opening)
      const ready = yield* Effect.timeoutOrElse(Fiber.join(fiber), {
        duration: patienceMs,
        orElse: () => Effect.fail(refusal(504, "late", "The node does not answer."))
      })
      const line: Line = new Line({
        onFrame: (text) => this.take(JSON.parse(text)),
        onClosed: () => {
          if (this.place?.line === line) this.place = undefined
          this.wake()
        }
      })
      const place = { node, line }
      this.place = place
      node.join(line)
      ready.session.attach(line.peer, { speaksAntiphon: true, resumed: ready.resumed, lost: ready.lost })
      return place
    })
  }

  private take(event: Event): void {
    this.received.push(event)
    if (event.type === "antiphon.session" || event.type === "antiphon.move") {
      this.resumeToken = String(event["resume_token"])
      this.sid = String(event["session_id"])
    }
    this.wake()
  }

  /** Waits until the condition holds. Returns false once the user is lost, or has waited too long. */
  private until(condition: () => boolean) {
    const { place } = this
    const held = Effect.callback<boolean>((resume) => {
      const look = (): void => {
        if (condition()) resume(Effect.succeed(true))
        else if (place === undefined || this.place !== place) resume(Effect.succeed(false))
      }
      this.wake = look
      look()
    })
    return Effect.map(
      Effect.timeoutOption(held, patienceMs),
      Option.getOrElse(() => false)
    )
  }
}
