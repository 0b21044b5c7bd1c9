/** Opens a session of the console, and follows it to its end. */
import { connect, type RealtimeSession } from "@antiphon/client"
import { passed } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { receivedAt, sentAt } from "../state/Tapped.ts"
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
  readonly voice: "microphone" | "sample"
}

/** The parts of the console that a session works with. */
export interface Parts {
  readonly input: Input
  readonly calls: ToolCalls
  /** Sends settings to the open session. */
  readonly configure: (settings: Settings) => Promise<void>
}

/** Opens a session and makes it the current one. Never rejects. The state says how the session ended. */
export const openSession = async (desk: Desk, { calls, configure, input }: Parts, opening: Opening): Promise<void> => {
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
    carriage = await openCarriage(opening.carrier, { waves: desk.waves, now: desk.now, changed: feed.changed })
    session = await dial(carriage, opening, { feed, now: desk.now, signal: mine.signal })
    desk.opened = { session, carriage }
    void session.closed.then((why) => end(why, why.detail.close?.by !== "local" && !mine.signal.aborted))
    desk.patch({ link: { _tag: "Open", about: target.about } })
    feed.changed()
    await configure(settings)
    if (!mine.signal.aborted) await input.speak(voice)
  } catch (error) {
    await end(error, !mine.signal.aborted)
  }
}

/** Connects over the carriage. Every event in both directions goes to the feed as well. */
const dial = (
  carriage: Carriage,
  { key, target }: Choice,
  { feed, now, signal }: { readonly feed: Feed; readonly now: () => number; readonly signal: AbortSignal }
): Promise<RealtimeSession> =>
  connect({
    url: target.url,
    model: target.model,
    key: () => (key === "" ? mintKey(target) : Promise.resolve(key)),
    transport: inspect(carriage.transport, {
      received: (decoded) => {
        if (decoded._tag === "Known") carriage.received(decoded.event)
        feed.tap(receivedAt(now(), decoded))
      },
      sent: (event) => feed.tap(sentAt(now(), event))
    }),
    signal,
    // The console shows one connection with its end, so it does not reconnect.
    reconnect: false,
    ...(carriage.speaker === undefined ? {} : { speaker: carriage.speaker })
  })
