/** Takes calls. It admits a carrier's streams, and gives each call as it starts. */
import type { ListenOptions } from "./ListenOptions.ts"
import { listenTcp } from "./listenTcp.ts"
import { listenWebSocket } from "./listenWebSocket.ts"

export interface Phone extends AsyncDisposable {
  readonly port: number
  /** Refuses new calls and hangs up the others. */
  readonly close: () => Promise<void>
}

/** Listens for calls. Resolves once the port is open. */
export const listen = async (options: ListenOptions): Promise<Phone> => {
  const { carrier } = options
  const opened =
    "makeSplitter" in carrier
      ? await listenTcp({ ...options, carrier })
      : await listenWebSocket({ ...options, carrier })
  return { ...opened, [Symbol.asyncDispose]: opened.close }
}
