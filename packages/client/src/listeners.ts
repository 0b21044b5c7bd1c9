import { type EventNamed, ServerEvent, type UnknownEvent } from "@antiphon/core"
import * as Effect from "effect/Effect"

/** The name of an event of the GA vocabulary. */
export type ServerEventType = (typeof ServerEvent.types)[number]

/** Hears of one kind of event. What it throws, or rejects with, is logged and reaches nobody else. */
export type Listener<E> = (event: E) => void | Promise<void>

export interface Listeners {
  /** Gives what takes the listener off again. */
  readonly on: On
  readonly tell: (event: ServerEvent | UnknownEvent) => void
}

/** Typed by the literal; `unknown` hears of the events that the vocabulary does not name. */
export interface On {
  <T extends ServerEventType>(type: T, listener: Listener<EventNamed<typeof ServerEvent, T>>): () => void
  (type: "unknown", listener: Listener<UnknownEvent>): () => void
}

type Tell = (event: ServerEvent | UnknownEvent) => void | Promise<void>

const known: ReadonlySet<string> = new Set(ServerEvent.types)

export const makeListeners = (): Listeners => {
  const listeners = new Map<string, Set<Tell>>()

  const call = async (type: string, tell: Tell, event: ServerEvent | UnknownEvent): Promise<void> => {
    try {
      await tell(event)
    } catch (error) {
      Effect.runFork(Effect.logError(`a listener of ${type} failed`, error))
    }
  }

  const add = (type: string, tell: Tell): (() => void) => {
    const added: Tell = (event) => tell(event)
    const those = listeners.get(type) ?? new Set()
    listeners.set(type, those.add(added))
    return () => void those.delete(added)
  }

  function on<T extends ServerEventType>(type: T, listener: Listener<EventNamed<typeof ServerEvent, T>>): () => void
  function on(type: "unknown", listener: Listener<UnknownEvent>): () => void
  function on<T extends ServerEventType>(
    type: T | "unknown",
    listener: Listener<EventNamed<typeof ServerEvent, T>> | Listener<UnknownEvent>
  ): () => void {
    // `tell` gives a listener none but the events of its own name.
    return add(type, listener as Tell)
  }

  return {
    on,
    tell: (event) => {
      const type = known.has(event.type) ? event.type : "unknown"
      for (const tell of listeners.get(type) ?? []) void call(type, tell, event)
    }
  }
}
