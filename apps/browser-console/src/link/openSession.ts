/** Opens a session of the console, and follows it to its end. */
import { connect, type RealtimeSession } from "@antiphon/client"
import type { ServerEvent } from "@antiphon/core"
import { recordTransport } from "@antiphon/recording"
import * as Effect from "effect/Effect"
import { passed } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { receivedAt, sentAt } from "../state/Tapped.ts"
import { silentUplink } from "../state/Uplink.ts"
import type { Captioning } from "./captions.ts"
import type { Carriage, Carrier } from "./Carriage.ts"
import type { Desk } from "./Desk.ts"
import { type Feed, makeFeed } from "./Feed.ts"
import { inspect } from "./inspect.ts"
import type { Input } from "./makeInput.ts"
import { openCarriage } from "./openCarriage.ts"
import { messageOf } from "./problemOf.ts"
import { mintKey, type Target } from "./targets.ts"
import type { ToolCalls } from "./toolCalls.ts"

/** Where to connect to, and how. */
export interface Choice {
  readonly target: Target
  readonly carrier: Carrier
  /** The user's own ephemeral key. If it is empty, the page asks its server for one. */
  readonly key: string
}

/** How to open a session. */
export interface Opening extends Choice {
  /** The settings that the session gets as soon as it is open. */
  readonly settings: Settings
  /** The source of the user's voice. */
  readonly voice: "microphone" | "sample" | "none"
}

/** The parts of the console that a session works with. */
export interface Parts {
  readonly input: Input
  readonly calls: ToolCalls
  readonly captioning: Captioning
  /** Sends settings to the open session. */
  readonly configure: (settings: Settings) => Promise<void>
}

/** Opens a session and makes it the current one. Never rejects. The state says how the session ended. */
export const openSession = async (desk: Desk, parts: Parts, opening: Opening): Promise<void> => {
  const { calls, captioning, configure, input } = parts
  const { settings, target, voice } = opening
  calls.forget()
  const mine = desk.restart(target.about)
  let carriage: Carriage | undefined
  let session: RealtimeSession | undefined
  const feed = makeFeed((events) => {
    if (desk.aborting !== mine) return
    desk.state.update((before) =>
      passed(before, events, {
        session: session?.state ?? before.session,
        playout: carriage?.playout() ?? before.playout,
        uplink: desk.uplink
      })
    )
    if (session !== undefined) calls.runOwn(session)
  })
  const end = async (why: unknown, isFailure: boolean): Promise<void> => {
    if (desk.aborting === mine) desk.patch({ link: { _tag: "Ended", why: messageOf(why), isFailure } })
    if (desk.opened?.session === session) desk.opened = undefined
    await carriage?.close()
    feed.flush()
    if (desk.aborting === mine) await input.hush()
  }

  try {
    carriage = await openCarriage(opening.carrier, { waves: desk.waves, now: desk.now, changed: feed.sounded })
    const { received } = carriage
    const seen = (event: ServerEvent): void => {
      if (desk.aborting === mine) captioning.received(event)
      received(event)
    }
    session = await dial(desk, { ...carriage, received: seen }, opening, feed)
    desk.opened = { session, carriage }
    followReconnections(desk, session, target.about)
    await carriage.useDevices(desk.devices).catch(desk.report)
    void session.closed.then((why) => end(why, why.detail.close?.by !== "local" && !mine.signal.aborted))
    desk.patch({ link: { _tag: "Open", about: target.about } })
    feed.changed()
    await configure(settings)
    if (!mine.signal.aborted && voice !== "none") {
      await input.speak(voice, settings.detection === "none" && voice === "microphone")
    }
  } catch (error) {
    await end(error, !mine.signal.aborted)
  }
}

/** Connects over the carriage. Every event in both directions goes to the feed as well. */
const dial = (
  desk: Desk,
  carriage: Carriage,
  { key, settings, target }: Opening,
  feed: Feed
): Promise<RealtimeSession> => {
  const { aborting, now, tape } = desk
  const onFailed = (error: Error): Effect.Effect<void> => Effect.sync(() => desk.report(error))
  return connect({
    url: target.url,
    model: settings.model.trim() || target.model,
    key: () => (key === "" ? mintKey(target) : Promise.resolve(key)),
    transport: inspect(recordTransport(carriage.transport, tape.makeSink, { onFailed }), {
      opened: (send) => {
        desk.sendRaw = send
      },
      received: (decoded) => {
        if (decoded._tag === "Known") carriage.received(decoded.event)
        feed.tap(receivedAt(now(), decoded))
      },
      sent: (event) => feed.tap(sentAt(now(), event))
    }),
    signal: aborting.signal,
    ...(carriage.speaker === undefined ? {} : { speaker: carriage.speaker })
  })
}

/** Shows the attempts to reconnect, and what a new connection does not know. */
const followReconnections = (desk: Desk, session: RealtimeSession, about: string): void => {
  const isMine = (): boolean => desk.opened?.session === session
  session.on("reconnecting", ({ attempt }) => {
    if (isMine()) desk.patch({ link: { _tag: "Reconnecting", about, attempt } })
  })
  session.on("resumed", ({ lost }) => {
    if (!isMine()) return
    const kept = lost.length === 0 ? "with the whole conversation" : `without ${lost.length} of its items`
    // A new connection counts its audio anew.
    desk.uplink = silentUplink
    desk.patch({ link: { _tag: "Open", about }, notice: `Reconnected, ${kept}.` })
  })
}
