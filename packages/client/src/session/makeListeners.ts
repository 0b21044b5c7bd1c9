import type { EventNamed, ServerEvent, UnknownEvent } from "@antiphon/core"
import { nearest } from "@antiphon/core/boundary"
import type { Lost, Notice } from "@antiphon/session"
import type { TurnLatency } from "./makeLatency.ts"
import { isFunction, kindOf, need } from "../boundary/checkOptions.ts"
import { notify } from "../userCode.ts"
import { tracedSync } from "../boundary/traced.ts"

/** The name of an event of the GA vocabulary. */
export type ServerEventType = (typeof ServerEvent.types)[number]

/** An attempt to reconnect. */
export interface Reconnecting {
  /** Counts from 1 since the last connection. */
  readonly attempt: number
}

/** Details of a reconnection. */
export interface Resumed {
  /** What the new session does not know, by item and reason. It is empty if everything was kept. */
  readonly lost: ReadonlyArray<Lost>
}

/**
 * The events of a session, by name. They are every event of the vocabulary, and five more.
 *
 * - `unknown` has events that this version does not name.
 * - `reconnecting` comes as each attempt to open another connection begins, after a loss and before the server ends the
 *   session.
 * - `resumed` comes when the conversation goes on over another connection.
 * - `notice` comes with each notice of the state (refusals, malformed events, what was left out), and with audio that
 *   is not base64.
 * - `latency` comes once per turn, as the answer begins to play.
 */
export type SessionEvents = { readonly [T in ServerEventType]: EventNamed<typeof ServerEvent, T> } & {
  readonly unknown: UnknownEvent
  readonly reconnecting: Reconnecting
  readonly resumed: Resumed
  readonly notice: Notice
  readonly latency: TurnLatency
}

/** Called with one kind of event. Its errors go to the console and stop nothing. */
export type Listener<E> = (event: E) => unknown

/**
 * Subscribes to one kind of event, typed by its name, and returns a function that unsubscribes. A name that does not
 * exist is `invalid`. Events that this version does not name come as `unknown`.
 */
export type On<Events> = <Name extends keyof Events & string>(
  name: Name,
  listener: Listener<Events[Name]>
) => () => void

export interface Listeners<Events> {
  readonly on: On<Events>
  /** Calls the listeners of a name. The caller ensures that the value has the type of the name. */
  readonly dispatch: (name: keyof Events & string, value: Events[keyof Events]) => void
}

/** `names` are the names of all events. */
export const makeListeners = <Events>(names: ReadonlyArray<keyof Events & string>): Listeners<Events> => {
  const listeners = new Map<string, Set<Listener<Events[keyof Events]>>>()

  const on: On<Events> = (name, listener) => {
    checkName(names, name)
    need(isFunction(listener), `the listener of ${name} is ${kindOf(listener)}: pass a function`)
    // `dispatch` passes a listener only values of its own name.
    const added: Listener<Events[keyof Events]> = (value) => (listener as Listener<Events[keyof Events]>)(value)
    const those = listeners.get(name) ?? new Set()
    listeners.set(name, those.add(added))
    return () => void those.delete(added)
  }

  return {
    on: tracedSync(on),
    dispatch: (name, value) => {
      for (const listener of listeners.get(name) ?? []) notify(`a listener of ${name}`, listener, value)
    }
  }
}

const checkName = (names: ReadonlyArray<string>, name: string): void => {
  if (names.includes(name)) return
  const meant = nearest(String(name), names)
  const hint = meant === undefined ? "." : `: did you mean ${meant}?`
  need(false, `there is no event ${String(name)}${hint} Events that have no name here come as unknown.`)
}
