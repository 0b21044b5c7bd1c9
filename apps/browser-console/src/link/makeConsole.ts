/**
 * The console holds one connection at a time. It sends the user's voice, plays the model, and keeps everything in one value to
 * draw.
 */
import { connect, type RealtimeSession } from "@antiphon/client"
import { checkSettings } from "../state/checkSettings.ts"
import { type ConsoleState, idle, passed } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { receivedAt, sentAt } from "../state/Tapped.ts"
import { said, silentUplink } from "../state/Uplink.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import type { Carriage, Carrier } from "./Carriage.ts"
import { makeFeed } from "./Feed.ts"
import { inspect } from "./inspect.ts"
import { makeInput } from "./makeInput.ts"
import { openCarriage } from "./openCarriage.ts"
import { messageOf, problemOf } from "./problemOf.ts"
import { makeStore, type Store } from "./Store.ts"
import { mintKey, type Target } from "./targets.ts"
import { makeToolCalls, type Tried } from "./toolCalls.ts"
import type { Theme } from "./tools.ts"

/** Where to connect to, and how. */
export interface Choice {
  readonly target: Target
  readonly carrier: Carrier
  /** The user's own ephemeral key. If it is empty, the page asks its server for one. */
  readonly key: string
}

/** How to open a session. */
export interface Opening extends Choice {
  readonly settings: Settings
  readonly voice: "microphone" | "sample"
}

/** The commands of the page, and the state that it draws. */
export interface Console {
  readonly state: Store<ConsoleState>
  readonly waves: () => Waves
  /** Milliseconds on the clock of the events. */
  readonly now: () => number
  readonly open: (opening: Opening) => Promise<void>
  readonly close: () => Promise<void>
  readonly speak: (kind: Opening["voice"]) => Promise<void>
  readonly mute: (isMuted: boolean) => void
  readonly sendText: (text: string) => Promise<void>
  /** Ends the user's turn by hand and requests the answer. */
  readonly sendTurn: () => Promise<void>
  readonly interrupt: () => Promise<void>
  readonly answerCall: (callId: string, output: string) => Promise<void>
  readonly configure: (settings: Settings) => Promise<void>
  readonly dismiss: () => void
  /** Removes an ended session from the page. */
  readonly clear: () => void
}

/** The session that is open now. */
interface Opened {
  readonly session: RealtimeSession
  readonly carriage: Carriage
}

/** Makes the console of a page. `setTheme` is what the `set_theme` tool changes. */
export const makeConsole = (setTheme: (theme: Theme) => void): Console => {
  const state = makeStore(idle)
  let zero = performance.now()
  let waves = makeWaves()
  let uplink = silentUplink
  let aborting = new AbortController()
  let opened: Opened | undefined

  const now = (): number => performance.now() - zero
  const patch = (change: Partial<ConsoleState>): void => state.update((before) => ({ ...before, ...change }))
  const report = (error: unknown): void => {
    const problem = problemOf(error)
    if (problem !== undefined) patch({ problem })
  }
  const tried: Tried = async (command) => {
    if (opened === undefined) return
    try {
      await command(opened.session)
    } catch (error) {
      report(error)
    }
  }

  const input = makeInput({
    to: () => opened,
    onBlock: (samples) => {
      waves.said(samples, now())
      if (opened !== undefined) uplink = said(uplink, samples)
    },
    changed: (voice) => patch({ voice })
  })

  const calls = makeToolCalls(tried, setTheme)

  const configure = async (settings: Settings): Promise<void> => {
    const checked = checkSettings(settings)
    if (checked._tag === "Invalid") return
    patch({ problem: undefined })
    await tried((session) => session.configure(checked.session))
  }

  const close = async (): Promise<void> => {
    aborting.abort()
    await input.hush()
    await opened?.session.close()
  }

  const open = async ({ carrier, key, settings, target, voice }: Opening): Promise<void> => {
    await close()
    const mine = new AbortController()
    aborting = mine
    zero = performance.now()
    waves = makeWaves()
    uplink = silentUplink
    calls.forget()
    state.update(() => ({ ...idle, link: { _tag: "Connecting", about: target.about } }))

    let carriage: Carriage | undefined
    let session: RealtimeSession | undefined
    const feed = makeFeed((events) => {
      if (aborting !== mine) return
      state.update((before) =>
        passed(before, events, {
          session: session?.state ?? before.session,
          playout: carriage?.playout() ?? before.playout,
          uplink
        })
      )
      if (session !== undefined) calls.runOwn(session)
    })
    const end = async (why: unknown, isFailure: boolean): Promise<void> => {
      if (aborting === mine) patch({ link: { _tag: "Ended", why: messageOf(why), isFailure } })
      if (opened?.session === session) opened = undefined
      await carriage?.close()
      feed.flush()
      if (aborting === mine) await input.hush()
    }

    try {
      const carried = await openCarriage(carrier, { waves, now, changed: feed.changed })
      carriage = carried
      const transport = inspect(carried.transport, {
        received: (decoded) => {
          if (decoded._tag === "Known") carried.received(decoded.event)
          feed.tap(receivedAt(now(), decoded))
        },
        sent: (event) => feed.tap(sentAt(now(), event))
      })
      session = await connect({
        url: target.url,
        model: target.model,
        key: () => (key === "" ? mintKey(target) : Promise.resolve(key)),
        transport,
        signal: mine.signal,
        // The console shows one connection with its end, so it does not reconnect.
        reconnect: false,
        ...(carried.speaker === undefined ? {} : { speaker: carried.speaker })
      })
      opened = { session, carriage }
      void session.closed.then((why) => end(why, why.detail.close?.by !== "local" && !mine.signal.aborted))
      patch({ link: { _tag: "Open", about: target.about } })
      feed.changed()
      await configure(settings)
      if (!mine.signal.aborted) await input.speak(voice)
    } catch (error) {
      await end(error, !mine.signal.aborted)
    }
  }

  return {
    state,
    waves: () => waves,
    now,
    open,
    close,
    speak: input.speak,
    mute: input.mute,
    sendText: (text) => tried((session) => session.sendText(text)),
    sendTurn: () =>
      tried(async (session) => {
        await session.commit()
        await session.createResponse()
      }),
    interrupt: () => tried((session) => session.interrupt()),
    answerCall: calls.answer,
    configure,
    dismiss: () => patch({ problem: undefined }),
    clear: () => {
      waves = makeWaves()
      state.update(({ link }) => (link._tag === "Ended" ? idle : state.get()))
    }
  }
}
