/** The protocol that the page speaks. */
import { makeStore, type Store } from "../link/Store.ts"

/** The protocols that the user can choose. */
export type Protocol = "realtime" | "live"

/** The protocols with their labels, in the order of the page. */
export const protocols: ReadonlyArray<{ readonly id: Protocol; readonly label: string }> = [
  { id: "realtime", label: "Realtime" },
  { id: "live", label: "Live" }
]

/** The choice of the user. It lasts until the page is closed. */
export const protocol: Store<Protocol> = makeStore<Protocol>("realtime")
