/** The console: one connection at a time, the voice into it, the model out of it, and all of it as a value to draw. */
import { connect, RealtimeError, type RealtimeSession } from "@antiphon/client"
import { callsInFlight } from "@antiphon/session"
import { checkSettings, type Checked } from "../state/checkSettings.ts"
import { type ConsoleState, idle, passed, type VoiceState } from "../state/Console.ts"
import type { Settings } from "../state/Settings.ts"
import type { Tapped } from "../state/Tapped.ts"
import { said, silentUplink } from "../state/Uplink.ts"
import { makeWaves, type Waves } from "../state/Waves.ts"
import { inspect } from "./inspect.ts"
import { openLoudspeaker } from "./speaker.ts"
import { makeStore, type Store } from "./Store.ts"
import { mintKey, type Target } from "./targets.ts"
import { runTool, type Theme } from "./tools.ts"
import { type Carrier, transportOf } from "./transports.ts"
import { openMicrophone, openSample, type Voice } from "./voice.ts"

export interface Opening {
  readonly target: Target
  readonly carrier: Carrier
  /** An ephemeral key that the user brings; else the page asks its server for one. */
  readonly key: string
  readonly settings: Settings
  readonly voice: "microphone" | "sample" | "none"
}

export interface Console {
  readonly state: Store<ConsoleState>
  readonly waves: () => Waves
  /** Milliseconds on the clock of the events. */
  readonly now: () => number
  readonly open: (opening: Opening) => Promise<void>
  readonly close: () => Promise<void>
  readonly speak: (kind: "microphone" | "sample") => Promise<void>
  readonly mute: (isMuted: boolean) => void
  readonly hush: () => Promise<void>
  readonly sendText: (text: string) => Promise<void>
  /** Ends the user's turn by hand and asks for the answer. */
  readonly sendTurn: () => Promise<void>
  readonly interrupt: () => Promise<void>
  readonly answerCall: (callId: string, output: string) => Promise<void>
  readonly configure: (settings: Settings) => Promise<void>
  readonly dismiss: () => void
}

/** How often what passed is shown, in ms: as often as an eye can tell. */
const showEveryMs = 33

interface Opened {
  readonly session: RealtimeSession
  readonly release: () => Promise<void>
}

export const makeConsole = (setTheme: (theme: Theme) => void): Console => {
  const state = makeStore(idle)
  let zero = performance.now()
  let waves = makeWaves()
  let uplink = silentUplink
  let aborting = new AbortController()
  let opened: Opened | undefined
  let voice: Voice | undefined
  const answered = new Set<string>()

  const now = (): number => performance.now() - zero
  const setVoice = (to: VoiceState): void => state.update((before) => ({ ...before, voice: to }))
  const tell = (error: unknown): void => {
    if (error instanceof RealtimeError && (error.code === "aborted" || error.code === "disconnected")) return
    const message = error instanceof Error ? error.message : String(error)
    const param = error instanceof RealtimeError ? (error.detail.error?.param ?? undefined) : undefined
    state.update((before) => ({ ...before, problem: { message, param } }))
  }
  const tried = async (command: (session: RealtimeSession) => Promise<unknown>): Promise<void> => {
    if (opened === undefined) return
    try {
      await command(opened.session)
    } catch (error) {
      tell(error)
    }
  }

  const hush = async (): Promise<void> => {
    const closing = voice
    voice = undefined
    setVoice({ _tag: "Off" })
    await closing?.close()
  }

  const speak = async (kind: Voice["kind"]): Promise<void> => {
    await hush()
    setVoice({ _tag: "Opening" })
    const { signal } = aborting
    const listener = (samples: Int16Array): void => {
      waves.said(samples, now())
      if (opened === undefined) return
      uplink = said(uplink, samples)
      opened.session.sendAudio(samples).catch(() => {})
    }
    const made = kind === "sample" ? await openSample(listener) : await openMicrophone(listener)
    if (signal.aborted) return made._tag === "Success" ? made.success.close() : undefined
    if (made._tag === "Failure") return setVoice({ _tag: "Unavailable", why: made.failure.message })
    const mine = made.success
    voice = mine
    setVoice({ _tag: "Live", kind, isMuted: false })
    void mine.ended.then(() => (voice === mine && kind === "microphone" ? hush() : undefined))
  }

  /** Calls that the page can answer are answered; the last answer of a response asks for the next. */
  const answerCall = (callId: string, output: string): Promise<void> =>
    tried(async (session) => {
      answered.add(callId)
      await session.addItem({ type: "function_call_output", call_id: callId, output })
      if (callsInFlight(session.state).length === 0) await session.createResponse()
    })
  const answerCalls = (session: RealtimeSession): void => {
    for (const { arguments: json, callId, name } of callsInFlight(session.state)) {
      if (answered.has(callId)) continue
      answered.add(callId)
      const output = runTool(name, json, setTheme)
      if (output !== undefined) void answerCall(callId, output)
    }
  }

  const close = async (): Promise<void> => {
    aborting.abort()
    await hush()
    await opened?.session.close()
  }

  const open = async ({ carrier, key, settings, target, voice: kind }: Opening): Promise<void> => {
    await close()
    aborting = new AbortController()
    const { signal } = aborting
    zero = performance.now()
    waves = makeWaves()
    uplink = silentUplink
    answered.clear()
    state.update(() => ({ ...idle, link: { _tag: "Connecting", about: target.about } }))

    let waiting: Array<Tapped> = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = (): void => {
      timer = undefined
      const events = waiting
      waiting = []
      const session = opened?.session.state ?? state.get().session
      const playout = loudspeaker?.playout()
      state.update((before) => passed(before, events, { session, uplink, playout: playout ?? before.playout }))
      if (opened !== undefined) answerCalls(opened.session)
    }
    const changed = (): void => {
      if (signal.aborted && opened === undefined) return
      timer ??= setTimeout(show, showEveryMs)
    }
    const tap = (tapped: Tapped): void => {
      waiting.push(tapped)
      changed()
    }

    const made = await openLoudspeaker({ waves, now, changed })
    const loudspeaker = made._tag === "Success" ? made.success : undefined
    if (made._tag === "Failure") tell(made.failure)
    const transport = inspect(transportOf(carrier), {
      opened: () => {},
      received: (decoded) => {
        if (decoded._tag === "Known" && decoded.event.type === "response.output_audio.delta") {
          loudspeaker?.about({ itemId: decoded.event.item_id, contentIndex: decoded.event.content_index })
        }
        tap({ direction: "in", at: now(), decoded })
      },
      sent: (event) => tap({ direction: "out", at: now(), decoded: { _tag: "Known", event } })
    })
    try {
      const session = await connect({
        url: target.url,
        model: target.model,
        key: () => (key === "" ? mintKey(target) : Promise.resolve(key)),
        transport,
        signal,
        ...(loudspeaker === undefined ? {} : { speaker: loudspeaker.speaker })
      })
      opened = { session, release: async () => loudspeaker?.close() }
      const mine = opened
      void session.closed.then(async (why) => {
        show()
        if (opened === mine) opened = undefined
        const isFailure = why.detail.close?.by !== "local" && !signal.aborted
        state.update((before) => ({ ...before, link: { _tag: "Ended", why: why.message, isFailure } }))
        await mine.release()
        await hush()
      })
      state.update((before) => ({ ...before, link: { _tag: "Open", about: target.about } }))
      changed()
      await configure(settings)
      if (kind !== "none") await speak(kind)
    } catch (error) {
      clearTimeout(timer)
      await loudspeaker?.close()
      const isFailure = !signal.aborted
      state.update((before) => ({ ...before, link: { _tag: "Ended", why: messageOf(error), isFailure } }))
    }
  }

  const configure = async (settings: Settings): Promise<void> => {
    const checked: Checked = checkSettings(settings)
    if (checked._tag === "Invalid") return
    state.update((before) => ({ ...before, problem: undefined }))
    await tried((session) => session.configure(checked.session))
  }

  return {
    state,
    waves: () => waves,
    now,
    open,
    close,
    speak,
    hush,
    mute: (isMuted) => {
      voice?.mute(isMuted)
      if (voice !== undefined) setVoice({ _tag: "Live", kind: voice.kind, isMuted })
    },
    sendText: (text) => tried((session) => session.sendText(text)),
    sendTurn: () =>
      tried(async (session) => {
        await session.commit()
        await session.createResponse()
      }),
    interrupt: () => tried((session) => session.interrupt()),
    answerCall,
    configure,
    dismiss: () => state.update((before) => ({ ...before, problem: undefined }))
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
