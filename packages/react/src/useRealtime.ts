import type { ToolSchemas } from "@antiphon/client"
import { useEffect, useMemo, useState, useSyncExternalStore } from "react"
import { needObject } from "./checkOptions.ts"
import { idle, type Realtime } from "./Realtime.ts"
import type { RealtimeOptions } from "./RealtimeOptions.ts"
import { makeStore } from "./makeStore.ts"
import { talkButtonOf } from "./talkButton.ts"

/**
 * Holds a voice conversation in a component. Nothing is opened before `start`, and everything is closed when the component
 * unmounts. It survives StrictMode and hot reloads, and renders `idle` on a server.
 *
 * @example
 * const Talk = () => {
 *   const { start, stop, status, messages } = useRealtime({ model: "gpt-realtime", key })
 *   if (status !== "connected") return <button onClick={start}>Talk</button>
 *   return (
 *     <>
 *       {messages.map(({ heard, id, role }) => <p key={id}>{role}: {heard}</p>)}
 *       <button onClick={stop}>Stop</button>
 *     </>
 *   )
 * }
 */
export const useRealtime = <T extends ToolSchemas = {}>(options: RealtimeOptions<T>): Realtime => {
  needObject(useRealtime, options, 'useRealtime takes options, e.g. { model: "gpt-realtime", key }')
  const [store] = useState(() => makeStore(options))
  useEffect(() => store.use(options))
  const snapshot = useSyncExternalStore(store.subscribe, store.read, () => idle)
  return useMemo(
    () => ({
      ...snapshot,
      ...store.commands,
      meters: store.meters,
      talkButton: talkButtonOf(snapshot, store.commands)
    }),
    [snapshot, store]
  )
}
