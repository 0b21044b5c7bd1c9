/** A conversation outside of React, as a store that components subscribe to. */
import { RealtimeError, type ToolSchemas } from "@antiphon/client"
import { idle, type RealtimeCommands, type Snapshot } from "./Realtime.ts"
import type { RealtimeOptions } from "./RealtimeOptions.ts"
import { makeMeters, type Meters } from "./meters.ts"
import { type Conversation, openConversation } from "./openConversation.ts"

/** A store for `useSyncExternalStore`. */
export interface Store<T extends ToolSchemas> {
  /** Uses the options of the latest render. */
  readonly use: (options: RealtimeOptions<T>) => void
  readonly subscribe: (listener: () => void) => () => void
  readonly read: () => Snapshot
  readonly commands: RealtimeCommands
  readonly meters: Meters
}

/** Makes a store. It opens nothing. */
export const makeStore = <T extends ToolSchemas>(first: RealtimeOptions<T>): Store<T> => {
  let options = first
  let snapshot = idle
  let open: Conversation | undefined
  let opening: AbortController | undefined

  const set = (change: Partial<Snapshot>): void => {
    const next = { ...snapshot, ...change }
    const names = Object.keys(change) as ReadonlyArray<keyof Snapshot>
    if (names.every((name) => next[name] === snapshot[name])) return
    snapshot = next
    listeners.notify()
  }
  const fail = (cause: unknown): void => set({ error: errorOf(cause) })
  const attempt =
    <Args extends ReadonlyArray<unknown>>(run: (...args: Args) => Promise<unknown> | undefined) =>
    async (...args: Args): Promise<void> => {
      try {
        await run(...args)
      } catch (cause) {
        fail(cause)
      }
    }

  const start = async (): Promise<void> => {
    if (opening !== undefined || open !== undefined) return
    const own = new AbortController()
    opening = own
    set({ ...idle, microphones: snapshot.microphones, isMuted: snapshot.isMuted, status: "connecting" })
    try {
      const made = await openConversation(() => options, {
        signal: own.signal,
        isMuted: snapshot.isMuted,
        set,
        ended: (conversation, why) => {
          if (open !== conversation) return
          open = undefined
          set({ ...silent, ...(why === undefined ? { status: "ended" } : { status: "failed", error: why }) })
        }
      })
      if (own.signal.aborted) return void (await made.close())
      open = made
      set({ status: "connected" })
    } catch (cause) {
      if (own.signal.aborted) set({ status: "ended" })
      else set({ status: "failed", error: errorOf(cause) })
    } finally {
      if (opening === own) opening = undefined
    }
  }
  const stop = async (): Promise<void> => {
    const closing = open
    open = undefined
    if (opening !== undefined) {
      opening.abort()
      opening = undefined
      set({ status: "ended" })
    }
    if (closing === undefined) return
    set({ ...silent, status: "ended" })
    await closing.close()
  }

  const commands: RealtimeCommands = {
    start,
    stop: attempt(stop),
    sendText: attempt((text: string) => (open ?? unopened("sendText")).sendText(text)),
    interrupt: attempt(() => open?.interrupt()),
    mute: attempt(async (wanted) => {
      set({ isMuted: muteOf(wanted, snapshot) })
      await open?.mute(snapshot.isMuted)
    }),
    selectMicrophone: attempt((deviceId: string) => open?.selectMicrophone(deviceId)),
    press: attempt(async () => {
      if (open === undefined || snapshot.isTalking) return
      set({ isTalking: true })
      await open.press()
    }),
    release: attempt(async () => {
      if (!snapshot.isTalking) return
      set({ isTalking: false })
      await open?.release()
    }),
    clearError: () => set({ error: undefined })
  }

  const listeners = makeListeners(commands.stop)
  return {
    use: (latest) => {
      options = latest
    },
    subscribe: listeners.subscribe,
    read: () => snapshot,
    commands,
    meters: makeMeters(
      () => open?.userLevel() ?? 0,
      () => open?.modelLevel() ?? 0
    )
  }
}

/** Turns the mute over, unless it is given. A handler of clicks passes its event. */
const muteOf = (wanted: unknown, { isMuted }: Snapshot): boolean => (typeof wanted === "boolean" ? wanted : !isMuted)

/**
 * Calls `left` once the last listener has left. StrictMode and hot reloads unsubscribe and subscribe again at once. Only a
 * component that stays away is unmounted.
 */
const makeListeners = (left: () => void) => {
  const listeners = new Set<() => void>()
  let leaving: ReturnType<typeof setTimeout> | undefined
  return {
    notify: (): void => {
      for (const listener of listeners) listener()
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      clearTimeout(leaving)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) leaving = setTimeout(left)
      }
    }
  }
}

/** Words that are sent while nothing is open would be lost. */
const unopened = (command: string): never => {
  throw new RealtimeError("disconnected", `${command}: no conversation is open, so nothing was sent. Call start first.`)
}

/** What is so once nothing is open. */
const silent = {
  caption: undefined,
  isUserSpeaking: false,
  isModelSpeaking: false,
  isTalking: false,
  runningTools: idle.runningTools,
  session: undefined
} as const

const errorOf = (cause: unknown): RealtimeError =>
  cause instanceof RealtimeError ? cause : new RealtimeError("invalid", String(cause), {}, { cause })
