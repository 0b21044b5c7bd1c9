/** The console: one connection at a time, the voice into it, the model out of it, and all of it as a value to draw. */
import { connect, type RealtimeSession } from "@antiphon/client"
import { callsInFlight } from "@antiphon/session"
import { checkSettings } from "../state/checkSettings.ts"
import { type ConsoleState, idle, passed } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import { receivedAt, sentAt, type Tapped } from "../state/Tapped.ts"
import { said, silentUplink } from "../state/Uplink.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import { type Carriage, carriageOf, type Carrier } from "./carriage.ts"
import { inspect } from "./inspect.ts"
import { makeInput } from "./makeInput.ts"
import { messageOf, problemOf } from "./problemOf.ts"
import { makeStore, type Store } from "./Store.ts"
import { mintKey, type Target } from "./targets.ts"
import { runTool, type Theme } from "./tools.ts"

export interface Opening {
  readonly target: Target
  readonly carrier: Carrier
  /** An ephemeral key that the user brings; empty: the page asks its server for one. */
  readonly key: string
  readonly settings: Settings
  readonly voice: "microphone" | "sample"
}

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
  /** Ends the user's turn by hand and asks for the answer. */
  readonly sendTurn: () => Promise<void>
  readonly interrupt: () => Promise<void>
  readonly answerCall: (callId: string, output: string) => Promise<void>
  readonly configure: (settings: Settings) => Promise<void>
  readonly dismiss: () => void
  /** Forgets the session that has ended. */
  readonly clear: () => void
}

interface Opened {
  readonly session: RealtimeSession
  readonly carriage: Carriage
}

/** How often what passed is shown, in ms: as often as an eye can tell. */
const showEveryMs = 33

export const makeConsole = (setTheme: (theme: Theme) => void): Console => {
  const state = makeStore(idle)
  const answered = new Set<string>()
  let zero = performance.now()
  let waves = makeWaves()
  let uplink = silentUplink
  let aborting = new AbortController()
  let opened: Opened | undefined

  const now = (): number => performance.now() - zero
  const patch = (change: Partial<ConsoleState>): void => state.update((before) => ({ ...before, ...change }))
  const tell = (error: unknown): void => {
    const problem = problemOf(error)
    if (problem !== undefined) patch({ problem })
  }
  const tried = async (command: (session: RealtimeSession) => Promise<unknown>): Promise<void> => {
    if (opened === undefined) return
    try {
      await command(opened.session)
    } catch (error) {
      tell(error)
    }
  }

  const input = makeInput({
    to: () => opened,
    heard: (samples) => {
      waves.said(samples, now())
      if (opened !== undefined) uplink = said(uplink, samples)
    },
    changed: (voice) => patch({ voice })
  })

  const answerCall = (callId: string, output: string): Promise<void> =>
    tried(async (session) => {
      answered.add(callId)
      await session.addItem({ type: "function_call_output", call_id: callId, output })
      // The last answer of a response asks for the next.
      if (callsInFlight(session.state).length === 0) await session.createResponse()
    })
  const runCalls = (session: RealtimeSession): void => {
    for (const { arguments: json, callId, name } of callsInFlight(session.state)) {
      if (answered.has(callId)) continue
      answered.add(callId)
      const output = runTool(name, json, setTheme)
      if (output !== undefined) void answerCall(callId, output)
    }
  }

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
    answered.clear()
    state.update(() => ({ ...idle, link: { _tag: "Connecting", about: target.about } }))

    let carriage: Carriage | undefined
    let session: RealtimeSession | undefined
    let waiting: Array<Tapped> = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (): void => {
      clearTimeout(timer)
      timer = undefined
      if (aborting !== mine) return
      const events = waiting
      waiting = []
      state.update((before) =>
        passed(before, events, {
          session: session?.state ?? before.session,
          playout: carriage?.playout() ?? before.playout,
          uplink
        })
      )
      if (session !== undefined) runCalls(session)
    }
    const changed = (): void => {
      timer ??= setTimeout(show, showEveryMs)
    }
    const tap = (tapped: Tapped): void => {
      waiting.push(tapped)
      changed()
    }
    const end = async (why: unknown, isFailure: boolean): Promise<void> => {
      if (aborting === mine) patch({ link: { _tag: "Ended", why: messageOf(why), isFailure } })
      if (opened?.session === session) opened = undefined
      await carriage?.close()
      show()
      if (aborting === mine) await input.hush()
    }

    try {
      const carried = await carriageOf(carrier, { waves, now, changed })
      carriage = carried
      const transport = inspect(carried.transport, {
        received: (decoded) => {
          if (decoded._tag === "Known") carried.received(decoded.event)
          tap(receivedAt(now(), decoded))
        },
        sent: (event) => tap(sentAt(now(), event))
      })
      session = await connect({
        url: target.url,
        model: target.model,
        key: () => (key === "" ? mintKey(target) : Promise.resolve(key)),
        transport,
        signal: mine.signal,
        // What is looked at here is one connection, and its end belongs to it.
        reconnect: false,
        ...(carried.speaker === undefined ? {} : { speaker: carried.speaker })
      })
      opened = { session, carriage }
      void session.closed.then((why) => end(why, why.detail.close?.by !== "local" && !mine.signal.aborted))
      patch({ link: { _tag: "Open", about: target.about } })
      changed()
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
    answerCall,
    configure,
    dismiss: () => patch({ problem: undefined }),
    clear: () => {
      waves = makeWaves()
      state.update(({ link }) => (link._tag === "Ended" ? idle : state.get()))
    }
  }
}
