import { useSyncExternalStore } from "react"
import type { Store } from "../link/Store.ts"

/** The value of a store, drawn again whenever it changes. */
export const useStore = <A>({ get, subscribe }: Store<A>): A => useSyncExternalStore(subscribe, get)
