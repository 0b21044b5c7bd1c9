/** Opens an upstream and tells it what the session was so far. */
import { disconnect, type Lost, replayPlan, type SessionState } from "@antiphon/session"
import type { ClientEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { Peer } from "../relay/Peer.ts"
import { isRecord } from "../relay/splitAudio.ts"
import { type Upstream, type UpstreamAsk, UpstreamRefused } from "../relay/Upstream.ts"
import { Awaited } from "./Awaited.ts"
import { eventOf } from "./Line.ts"

/** An upstream that knows the conversation. */
export interface Opened {
  /** Paused. */
  readonly peer: Peer
  /** The greeting as JSON, with the settings that hold now. */
  readonly created: string
  /** The ids of items that were replayed. Their further echoes are not for the client. */
  readonly told: Set<string>
  readonly lost: ReadonlyArray<Lost>
}

/** How long the greeting may take, and each answer to the replay after the one before, in milliseconds. */
const answerMs = 10_000

const late = new UpstreamRefused({ status: 504, detail: "it did not greet or answer within 10 s" })

const noEvent = new UpstreamRefused({ status: 502, detail: "it greeted with something that is no event" })

/** What the upstream answers during the replay. */
class Replaying {
  created: Readonly<Record<string, unknown>> | undefined
  greeting = ""
  readonly told = new Set<string>()
  readonly lost: Array<Lost> = []
  private readonly awaited = new Awaited()
  private readonly frames: Array<string>

  constructor(events: ReadonlyArray<ClientEvent>) {
    this.frames = events.map((event, index) => {
      const event_id = `antiphon_replay_${index}`
      const itemId = event.type === "conversation.item.create" ? (event.item.id ?? undefined) : undefined
      this.awaited.add(event_id, itemId)
      if (itemId !== undefined) this.told.add(itemId)
      return JSON.stringify({ ...event, event_id })
    })
  }

  /** Takes a frame. Returns whether everything is answered. Fails if the upstream refuses before it greets. */
  take(text: string, peer: Peer): boolean | UpstreamRefused {
    const event = eventOf(text)
    if (event === undefined) return this.created === undefined ? noEvent : false
    // Proxies send an error without a type.
    if (event["type"] === undefined && event["error"] !== undefined) return this.refused(event)
    switch (event["type"]) {
      case "session.created":
        this.answers++
        this.created = event
        this.greeting = text
        for (const frame of this.frames) peer.send(frame)
        break
      case "session.updated":
        this.created = { ...this.created, session: event["session"] }
        this.greeting = JSON.stringify(this.created)
        this.answers++
        this.awaited.updated()
        break
      case "conversation.item.added":
      case "conversation.item.created":
      case "conversation.item.done":
        if (isRecord(event["item"])) this.has(String(event["item"]["id"]))
        break
      case "error":
        return this.refused(event)
    }
    return this.created !== undefined && this.awaited.isEmpty
  }

  /** How many answers there were. */
  answers = 0

  private has(itemId: string): void {
    this.answers++
    this.told.add(itemId)
    this.awaited.created(itemId)
  }

  private refused({ error, message: outer }: Readonly<Record<string, unknown>>): boolean | UpstreamRefused {
    const { event_id, message } = isRecord(error) ? error : { event_id: undefined, message: error ?? outer }
    if (this.created === undefined)
      return new UpstreamRefused({ status: 502, detail: typeof message === "string" ? message : "it sent an error" })
    this.answers++
    const itemId = this.awaited.refused(typeof event_id === "string" ? event_id : undefined)
    if (itemId !== undefined && itemId !== "") this.lost.push({ itemId, reason: "refused" })
    return this.awaited.isEmpty
  }
}

/** Dials, waits for the greeting, sends the events and waits until each is answered. */
export const openReplayed = Effect.fnUntraced(function* (
  upstream: Upstream,
  ask: UpstreamAsk,
  plan: { readonly events: ReadonlyArray<ClientEvent>; readonly lost: ReadonlyArray<Lost> }
): Effect.fn.Return<Opened, UpstreamRefused> {
  const peer = yield* upstream.dial(ask)
  const replaying = new Replaying(plan.events)
  let timer: ReturnType<typeof setTimeout> | undefined
  const answered = Effect.callback<void, UpstreamRefused>((resume) => {
    const wait = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => resume(Effect.fail(late)), answerMs)
    }
    peer.onClosed = (code, reason) =>
      resume(Effect.fail(new UpstreamRefused({ status: 502, detail: `it closed with ${code} ${reason}`.trim() })))
    peer.onFrame = (data) => {
      const { answers } = replaying
      const taken = replaying.take(data.toString(), peer)
      if (taken === false) return replaying.answers > answers ? wait() : undefined
      // What comes after the last answer waits for the relay.
      peer.pause()
      resume(taken === true ? Effect.void : Effect.fail(taken))
    }
    wait()
    peer.resume()
  })
  yield* answered.pipe(
    Effect.ensuring(Effect.sync(() => clearTimeout(timer))),
    Effect.onError(() => Effect.sync(() => peer.close(1000, "not used")))
  )
  return {
    peer,
    created: replaying.greeting,
    told: replaying.told,
    lost: [...plan.lost, ...replaying.lost]
  }
}, Effect.withSpan("Gateway.upstream"))

/** Opens an upstream that goes on with a conversation. Tries three times. */
export const renewedUpstream = (
  upstream: Upstream,
  ask: UpstreamAsk,
  state: SessionState
): Effect.Effect<Opened, UpstreamRefused> =>
  Effect.retry(openReplayed(upstream, ask, replayPlan(disconnect(state))), {
    times: 2,
    schedule: Schedule.exponential(250)
  })
