/** Chooses between Realtime and Live. */
import { useSyncExternalStore } from "react"
import { protocol, protocols } from "./protocol.ts"

/** The switch on the start page of both. */
export const ProtocolSwitch = ({ isDisabled }: { readonly isDisabled: boolean }) => {
  const current = useSyncExternalStore(protocol.subscribe, protocol.get)
  return (
    <div className="switch" role="group" aria-label="Protocol">
      {protocols.map(({ id, label }) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === current}
          disabled={isDisabled}
          onClick={() => protocol.update(() => id)}
        >
          {label}
        </button>
      ))}
    </div>
  )
}
