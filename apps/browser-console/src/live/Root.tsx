/** The page in the protocol that the user chose. */
import { useSyncExternalStore } from "react"
import type { Console } from "../link/makeConsole.ts"
import type { Target } from "../link/targets.ts"
import { App } from "../view/App.tsx"
import { LiveApp } from "./LiveApp.tsx"
import type { LiveDesk } from "./LiveDesk.ts"
import { protocol } from "./protocol.ts"

/** Both kinds of sessions, and the servers. */
interface Props {
  readonly console: Console
  readonly live: LiveDesk
  readonly targets: readonly [Target, ...ReadonlyArray<Target>]
}

/** The protocol can change only while no session is open, because only the start pages have the switch. */
export const Root = ({ console, live, targets }: Props) =>
  useSyncExternalStore(protocol.subscribe, protocol.get) === "live" ? (
    <LiveApp desk={live} targets={targets} />
  ) : (
    <App console={console} targets={targets} />
  )
