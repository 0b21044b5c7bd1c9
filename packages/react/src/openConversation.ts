/** Opens the speaker, the session and the microphone, and reports what changes. */
import {
  callsInFlight,
  connect,
  currentTurn,
  RealtimeError,
  type RealtimeSession,
  type RealtimeTools,
  type ToolSchemas
} from "@antiphon/client"
import { openMicrophone, openSpeaker, type RealtimeMicrophone } from "@antiphon/client/browser"
import { checkOptions } from "./checkOptions.ts"
import { makeMessages, type Message } from "./messages.ts"
import { makeSpeakerMeter, makeStreamMeter } from "./meters.ts"
import { makeCallPlayback, ofSpeaker } from "./playback.ts"
import type { Snapshot } from "./Realtime.ts"
import type { RealtimeOptions } from "./RealtimeOptions.ts"

/** An open conversation. Its methods reject with a `RealtimeError`. */
export interface Conversation {
  readonly sendText: (text: string) => Promise<unknown>
  readonly interrupt: () => Promise<unknown>
  readonly mute: (isMuted: boolean) => Promise<unknown>
  readonly selectMicrophone: (deviceId: string) => Promise<unknown>
  readonly press: () => Promise<unknown>
  readonly release: () => Promise<unknown>
  readonly userLevel: () => number
  readonly modelLevel: () => number
  readonly close: () => Promise<void>
}

interface Opening {
  readonly signal: AbortSignal
  readonly isMuted: boolean
  readonly set: (change: Partial<Snapshot>) => void
  /** Called once, with the reason unless the end is no failure. */
  readonly ended: (conversation: Conversation, why: RealtimeError | undefined) => void
}

/** How often captions follow the playback, in ms. */
const lookMs = 60

export const openConversation = async <T extends ToolSchemas>(
  latest: () => RealtimeOptions<T>,
  { ended, isMuted, set, signal }: Opening
): Promise<Conversation> => {
  const options = latest()
  checkOptions(options)
  const { microphone: input, pushToTalk = false } = options
  const cleanups: Array<() => unknown> = []
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
  }
  try {
    const own = options.speaker === undefined ? await openSpeaker(options.output) : undefined
    if (own !== undefined) cleanups.push(own.close)
    const opened = options.speaker ?? own
    if (opened === undefined || signal.aborted) throw new RealtimeError("aborted", "The conversation was stopped.")
    const speakerMeter = makeSpeakerMeter(opened)
    const callMeter = makeStreamMeter()
    const userMeter = makeStreamMeter()
    cleanups.push(callMeter.close, userMeter.close)
    const speaker = {
      rate: opened.rate,
      position: opened.position,
      clear: opened.clear,
      queue: (samples: Int16Array) => {
        speakerMeter.queued(samples)
        opened.queue(samples)
      },
      playStream: (stream: MediaStream) => {
        callMeter.use(stream)
        own?.playStream(stream)
      }
    }
    const tools = options.tools && { tools: latestTools(options.tools, latest) }
    const settings = pushToTalk && { session: { ...options.session, turn_detection: null } }
    const session = await connect<T>({ ...options, ...tools, ...settings, speaker, signal })
    cleanups.push(() => session.close())
    await session.mute(isMuted || pushToTalk)
    const microphone = input === false ? undefined : await openMicrophone(session, input)
    if (microphone !== undefined) {
      cleanups.push(() => microphone.close())
      userMeter.use(microphone.stream)
      microphone.on("ended", (error) => set({ error }))
      cleanups.push(await followDevices(microphone, set))
    }
    cleanups.push(follow(session, speaker, set))
    set({ session })

    const conversation: Conversation = {
      sendText: (text) => session.sendText(text),
      interrupt: () => session.interrupt(),
      mute: (muted) => session.mute(muted),
      selectMicrophone: async (deviceId) => {
        if (microphone === undefined) return
        const { deviceId: _last, ...constraints } = input === false ? {} : (input?.constraints ?? {})
        await microphone.use({ constraints: { ...constraints, deviceId: { exact: deviceId } } })
        userMeter.use(microphone.stream)
        set({ microphoneId: idOf(microphone) })
      },
      press: async () => {
        await session.interrupt()
        await session.clearInput()
        await session.mute(false)
      },
      release: () => answer(session),
      userLevel: () => (session.isMuted ? 0 : userMeter.level()),
      modelLevel: () => Math.max(speakerMeter.level(), callMeter.level()),
      close
    }
    void session.closed.then(async (why) => {
      ended(conversation, why.detail.close?.by === "local" || why.detail.close?.code === 1000 ? undefined : why)
      await close()
    })
    return conversation
  } catch (error) {
    await close()
    throw error
  }
}

/** Ends a turn of push to talk. One that is too short to be speech is forgotten. */
const answer = async (session: RealtimeSession): Promise<void> => {
  await session.mute(true)
  try {
    await session.commit()
  } catch (error) {
    if (!(error instanceof RealtimeError) || error.code !== "invalid") throw error
    return session.clearInput()
  }
  await session.createResponse()
}

/** Runs the tools of the latest render. */
const latestTools = <T extends ToolSchemas>(
  tools: RealtimeTools<T>,
  latest: () => RealtimeOptions<T>
): RealtimeTools<T> => {
  const names = Object.keys(tools) as Array<keyof T>
  const copy: { [K in keyof RealtimeTools<T>]: RealtimeTools<T>[K] } = { ...tools }
  for (const name of names) {
    const tool = tools[name]
    copy[name] = { ...tool, run: (...args) => (latest().tools?.[name] ?? tool).run(...args) }
  }
  return copy
}

/** The message that plays. An answer that waits behind it is not it. */
const captionOf = (messages: ReadonlyArray<Message>): Message | undefined => {
  const answers = messages.filter(({ role }) => role === "assistant")
  return answers.find(({ isInterrupted, unheard }) => unheard !== "" && !isInterrupted) ?? answers.at(-1)
}

type Playing = Parameters<typeof ofSpeaker>[1]

/** Reports what is said and heard, until the function that it returns is called. */
const follow = (session: RealtimeSession, speaker: Playing, set: Opening["set"]): (() => void) => {
  const view = makeMessages()
  const ofCall = makeCallPlayback(() => performance.now())
  let seen: unknown
  let wasPlaying = false
  const look = (): void => {
    const { state } = session
    const playback = ofCall(state) ?? ofSpeaker(state, speaker)
    if (state === seen && !playback.isPlaying && !wasPlaying) return
    seen = state
    wasPlaying = playback.isPlaying
    const messages = view(state, playback.heardMs)
    const running = callsInFlight(state).map(({ name }) => name)
    set({
      messages,
      caption: playback.isPlaying ? captionOf(messages) : undefined,
      isModelSpeaking: playback.isPlaying,
      isUserSpeaking: currentTurn(state)?.status === "speaking",
      runningTools: sameNames(running)
    })
  }
  let names: ReadonlyArray<string> = []
  const sameNames = (next: ReadonlyArray<string>): ReadonlyArray<string> => {
    if (next.join("\n") !== names.join("\n")) names = next
    return names
  }
  const off = session.on("response.done", ({ response }) => {
    const said = response.status === "failed" ? response.status_details?.error : undefined
    if (said)
      set({ error: new RealtimeError("refused", `The response failed: ${said.message ?? said.code ?? "no reason"}`) })
  })
  const offReconnecting = session.on("reconnecting", () => set({ status: "reconnecting" }))
  const offResumed = session.on("resumed", () => set({ status: "connected" }))
  const timer = setInterval(look, lookMs)
  look()
  return () => {
    off()
    offReconnecting()
    offResumed()
    clearInterval(timer)
    look()
  }
}

const idOf = ({ stream }: RealtimeMicrophone): string | undefined => stream.getAudioTracks()[0]?.getSettings().deviceId

/** Reports the microphones of this machine, until the function that it returns is called. */
const followDevices = async (microphone: RealtimeMicrophone, set: Opening["set"]): Promise<() => void> => {
  const look = async (): Promise<void> => {
    const all = await navigator.mediaDevices.enumerateDevices()
    set({ microphones: all.filter(({ kind }) => kind === "audioinput"), microphoneId: idOf(microphone) })
  }
  const changed = () => void look().catch(() => {})
  await look().catch(() => {})
  navigator.mediaDevices.addEventListener("devicechange", changed)
  return () => navigator.mediaDevices.removeEventListener("devicechange", changed)
}
