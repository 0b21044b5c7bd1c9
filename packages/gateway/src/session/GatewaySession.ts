/** One live session on this node: a client or its grace, an upstream, and the record of both. */
import { expiresAt, isBetweenTurns, type SessionState } from "@antiphon/session"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import type { EngineUnavailable } from "../GatewayError.ts"
import type { NodeContext } from "../node/Context.ts"
import type { Joining, LiveSession } from "../node/LiveSession.ts"
import { joinPeers, unjoined } from "../relay/joinPeers.ts"
import type { Peer } from "../relay/Peer.ts"
import type { UpstreamAsk } from "../relay/Upstream.ts"
import type { Owner } from "../services/SessionBus.ts"
import type { Claim } from "../services/SessionLog.ts"
import type { Token } from "../Token.ts"
import { type Control, controlLine, entryOf } from "./Line.ts"
import { antiphonEvent } from "./antiphonEvent.ts"
import { isEcho } from "./isEcho.ts"
import { Missed } from "./Missed.ts"
import { type Opened, renewedUpstream } from "./openReplayed.ts"
import { type Answerer, answerQuestion } from "./questions.ts"
import { recordingOf, type SessionRecording } from "./SessionRecording.ts"
import { settle } from "./settle.ts"
import { type Leaving, leavings, restarts } from "./Leaving.ts"
import type { SessionStart } from "./SessionStart.ts"

const nothing = (): void => {}

/** Closes a peer that another has replaced. */
const retire = (peer: Peer, code: number, reason: string): void => {
  peer.onClosed = nothing
  peer.onFrame = nothing
  peer.close(code, reason)
}

export class GatewaySession implements LiveSession {
  readonly sid: Token
  readonly tenant: Token
  readonly claim: Claim
  readonly ask: UpstreamAsk
  readonly since = Date.now()
  /** Succeeds when everything is written and given back. */
  readonly settled = Deferred.makeUnsafe<void>()
  isOver = false
  private readonly context: NodeContext
  private readonly scope: Scope.Closeable
  private readonly recording: SessionRecording
  private readonly injected: Set<string>
  private owner: Owner | undefined
  private client: Peer | undefined
  private upstream: Peer
  private created: string
  private told: Set<string>
  private readonly missed = new Missed()
  private flows = unjoined
  private grace: ReturnType<typeof setTimeout> | undefined
  private speaksAntiphon = false
  private isMoving = false
  private isRenewing = false
  private renewAfter = 0

  private constructor(context: NodeContext, start: SessionStart, scope: Scope.Closeable) {
    this.context = context
    this.scope = scope
    this.sid = start.sid
    this.tenant = start.tenant
    this.claim = start.claim
    this.ask = start.ask
    this.injected = new Set(start.injected)
    this.upstream = start.opened.peer
    this.created = start.opened.created
    this.told = start.opened.told
    this.recording = recordingOf(context, start, {
      publish: (event) => this.owner?.publish(event),
      fenced: () => {
        context.counters.fenced++
        this.finish(leavings.elsewhere("fenced"))
      }
    })
  }

  /** Begins. The session owns its name on the bus until it is settled. */
  static readonly start = Effect.fnUntraced(function* (
    context: NodeContext,
    start: SessionStart
  ): Effect.fn.Return<GatewaySession, EngineUnavailable> {
    const scope = yield* Scope.make()
    const session = new GatewaySession(context, start, scope)
    session.owner = yield* Scope.provide(
      context.bus.own(session.sid, (question) => answerQuestion(session.answerer(), question)),
      scope
    )
    // The first append may find at once that it is fenced. A session that is over leaves the list, so it stands there before.
    context.sessions.set(session.sid, session)
    session.awaitClient()
    session.recording.tap.fromUpstream(Buffer.from(session.created))
    return session
  })

  get state(): SessionState {
    return this.recording.tap.state
  }

  note(control: Control): void {
    this.recording.recorder.note(controlLine(Date.now(), control), true)
  }

  attach(client: Peer, how: Joining): void {
    if (this.isOver) return client.close(1012, "The session ended. Connect again.")
    clearTimeout(this.grace)
    const before = this.client
    if (before !== undefined) retire(before, 4409, "the session goes on elsewhere")
    this.client = client
    this.speaksAntiphon = how.speaksAntiphon
    client.onFrame = (data, isBinary) => this.fromClient(data, isBinary)
    client.onClosed = (code) => this.clientGone(client, code)
    client.send(this.created)
    const said = { type: "antiphon.session", resumed: how.resumed, lost: how.lost } as const
    if (how.speaksAntiphon) client.send(antiphonEvent(this.context, this.claim, said))
    this.missed.deliver(client)
    if (how.resumed) this.note({ k: "client", is: "here" })
    this.wire()
    if (this.isRenewing) return
    this.upstream.resume()
    client.resume()
  }

  move(): void {
    this.isMoving = true
    if (isBetweenTurns(this.state) || this.client === undefined) this.moveNow()
  }

  moveNow(): void {
    if (this.speaksAntiphon) this.client?.send(antiphonEvent(this.context, this.claim, { type: "antiphon.move" }))
    this.finish(leavings.drained(this.speaksAntiphon))
  }

  /** Called each second. Renews an upstream that will end, and closes a client that gives no sign of life. */
  tick(now: number): void {
    const { client } = this
    if (client !== undefined && now - client.lastSeen > 30_000) client.close(1011, "no sign of life")
    else if (client !== undefined && now - client.lastSeen > 10_000) client.ping()
    this.recording.recorder.probe(now)
    const end = expiresAt(this.state)
    const { renewMarginMs } = this.context.settings
    if (end === undefined || now < end - renewMarginMs || now < this.renewAfter) return
    // The last moment comes a tenth of the margin before the end, whatever is being said.
    if (isBetweenTurns(this.state) || now > end - renewMarginMs / 10) this.renew(false)
  }

  /** What the list and a question say of it. */
  about() {
    const { ask, claim, context, sid, since, tenant } = this
    return { sid, tenant, node: context.settings.node, epoch: claim.epoch, model: ask.model ?? "", since }
  }

  /** Joins the two sides. Each is read no faster than the other takes it. */
  private wire(): void {
    this.flows.stop()
    const { client, upstream } = this
    upstream.onFrame = (data, isBinary) => this.fromUpstream(data, isBinary)
    upstream.onClosed = (code, reason) => this.upstreamClosed(upstream, code, reason)
    if (client !== undefined) this.flows = joinPeers(client, upstream, (side) => this.finish(leavings.stalled(side)))
  }

  private fromUpstream(data: Buffer, isBinary: boolean): void {
    this.context.counters.framesIn++
    if (this.told.size > 0 && !isBinary && isEcho(this.told, data)) return
    if (this.client !== undefined) {
      this.client.send(data, isBinary)
      this.flows.toClient()
    } else if (!this.missed.push(data, isBinary)) return this.suspend("the client missed too much")
    if (!isBinary) this.recording.tap.fromUpstream(data)
    if (this.isMoving && isBetweenTurns(this.state)) this.moveNow()
  }

  private fromClient(data: Buffer, isBinary: boolean): void {
    this.context.counters.framesOut++
    this.upstream.send(data, isBinary)
    this.flows.toUpstream()
    if (!isBinary) this.recording.tap.fromClient(data)
  }

  private clientGone(client: Peer, code: number): void {
    if (this.client !== client || this.isOver) return
    this.client = undefined
    this.flows.stop()
    if (!this.speaksAntiphon || code === 1000 || code === 1005) {
      return this.finish(leavings.clientLeft(code))
    }
    this.note({ k: "client", is: "gone" })
    this.upstream.resume()
    this.awaitClient()
    if (this.isMoving) this.moveNow()
  }

  /** Keeps the upstream for a while. */
  private awaitClient(): void {
    this.grace = setTimeout(() => this.suspend("the client did not come back"), this.context.settings.graceMs)
  }

  private suspend(why: string): void {
    this.finish(leavings.suspended(why))
  }

  private upstreamClosed(upstream: Peer, code: number, reason: string): void {
    if (this.upstream !== upstream || this.isOver || this.isRenewing) return
    if (restarts.has(code) && isBetweenTurns(this.state)) return this.renew(true)
    this.finish(leavings.upstreamClosed(code, reason))
  }

  /** Opens another upstream and tells it the conversation. The client is not read meanwhile. */
  private renew(isLost: boolean): void {
    if (this.isRenewing || this.isOver) return
    this.isRenewing = true
    const old = this.upstream
    this.client?.pause()
    old.pause()
    this.recording.tap.settleMarks()
    const attempt = renewedUpstream(this.context.settings.upstream, this.ask, this.state)
    this.context.run(
      Effect.map(Effect.result(attempt), (result) => {
        this.isRenewing = false
        if (result._tag === "Success" && this.isOver) return result.success.peer.close(1000, "")
        if (this.isOver) return
        if (result._tag === "Success") return this.renewed(old, result.success)
        this.renewAfter = Date.now() + 10_000
        if (isLost) return this.suspend(result.failure.message)
        old.resume()
        this.client?.resume()
      })
    )
  }

  private renewed(old: Peer, opened: Opened): void {
    this.context.counters.renewed++
    retire(old, 1000, "renewed")
    this.upstream = opened.peer
    this.told = opened.told
    this.created = opened.created
    this.note({ k: "upstream", is: "renewed" })
    this.recording.tap.fromUpstream(Buffer.from(opened.created))
    this.wire()
    this.upstream.resume()
    this.client?.resume()
  }

  /** Stops reading, writes what was read, and leaves the session to another node. */
  private letGo(within: number): Effect.Effect<boolean> {
    const { recorder, segments, tap } = this.recording
    this.client?.pause()
    this.upstream.pause()
    tap.settleMarks()
    segments?.flush()
    return Effect.tap(recorder.flush(within), () => Effect.sync(() => this.finish(leavings.elsewhere("yielded"))))
  }

  /** What the bus needs of this session. */
  private answerer(): Answerer {
    const { recorder, tap } = this.recording
    return {
      epoch: this.claim.epoch,
      injected: this.injected,
      isOver: () => this.isOver,
      hangUp: () => this.finish(leavings.hungUp),
      about: () => ({ ...this.about(), created: this.greeting() }),
      send: (frame) => this.upstream.send(frame),
      record: (frame, id) => {
        tap.fromClient(Buffer.from(frame), `inject:${id}`)
        return recorder.flush(1_500)
      },
      letGo: (within) => this.letGo(within)
    }
  }

  /** The greeting for a client or a sideband that joins now. */
  private greeting(): string {
    const { session } = this.state
    const created = entryOf(this.created)
    return created === undefined ? this.created : JSON.stringify({ ...created, session: session ?? created["session"] })
  }

  private finish(leaving: Leaving): void {
    if (this.isOver) return
    this.isOver = true
    clearTimeout(this.grace)
    this.flows.stop()
    this.recording.tap.settleMarks()
    this.recording.segments?.flush()
    if (leaving.state === "ended") this.note({ k: "end", reason: leaving.why })
    this.upstream.onFrame = nothing
    this.upstream.close(1000, "")
    this.client?.close(...leaving.client)
    this.client = undefined
    this.missed.clear()
    this.context.counters.ended++
    this.context.run(settle(this.context, this, { ...this.recording, scope: this.scope }, leaving.state))
  }
}
