import type { EventNamed, ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Lost } from "@antiphon/session"
import { report } from "./report.ts"

/** The name of an event of the GA vocabulary. */
export type ServerEventType = (typeof ServerEvent.types)[number]

/** The conversation goes on over another connection. */
export interface Resumed {
  /** What the new session does not know, by item and why; empty where everything was kept. */
  readonly lost: ReadonlyArray<Lost>
}

/**
 * What a session tells, by name: every event of the vocabulary, `unknown` for those that it does not name, and `resumed` where
 * the conversation goes on over another connection.
 */
export type SessionEvents = { readonly [T in ServerEventType]: EventNamed<typeof ServerEvent, T> } & {
  readonly unknown: UnknownEvent
  readonly resumed: Resumed
}

/** Hears of one kind of event. What it throws, or rejects with, is told to the console and reaches nobody else. */
export type Listener<E> = (event: E) => unknown

/** Typed by the name. Gives what takes the listener off again. */
export type On<Events> = <Name extends keyof Events & string>(
  name: Name,
  listener: Listener<Events[Name]>
) => () => void

export interface Listeners<Events> {
  readonly on: On<Events>
  /** Whoever tells sees to it that the value is what the name says. */
  readonly tell: (name: keyof Events & string, value: Events[keyof Events]) => void
}

export const makeListeners = <Events>(): Listeners<Events> => {
  const listeners = new Map<string, Set<Listener<Events[keyof Events]>>>()

  const call = async (name: string, listener: Listener<Events[keyof Events]>, value: Events[keyof Events]) => {
    try {
      await listener(value)
    } catch (error) {
      report(`a listener of ${name}`, error)
    }
  }

  return {
    on: (name, listener) => {
      // `tell` gives a listener none but the values of its own name.
      const added: Listener<Events[keyof Events]> = (value) => (listener as Listener<Events[keyof Events]>)(value)
      const those = listeners.get(name) ?? new Set()
      listeners.set(name, those.add(added))
      return () => void those.delete(added)
    },
    tell: (name, value) => {
      for (const listener of listeners.get(name) ?? []) void call(name, listener, value)
    }
  }
}
