/** Takes calls. It admits a carrier's streams, and gives each call as it starts. */
import { aFunction, isNumber, isOptions, optionsProblem, refuseArgument, type Rules } from "@antiphon/core/boundary"
import { text } from "../check.ts"
import type { ListenOptions } from "./ListenOptions.ts"
import { listenTcp } from "./listenTcp.ts"
import { listenWebSocket } from "./listenWebSocket.ts"

export interface Phone extends AsyncDisposable {
  readonly port: number
  /** Refuses new calls and hangs up the others. */
  readonly close: () => Promise<void>
}

const rules: Rules = {
  carrier: [
    (value) => isOptions(value) && isOptions(value["dialect"]),
    "a carrier, e.g. twilio({ publicUrl, authToken })"
  ],
  onCall: aFunction,
  onError: aFunction,
  onOdd: aFunction,
  port: [(value) => Number.isInteger(value) && isNumber(value, 0, 65_535), "a port from 0 to 65535"],
  host: text("an address of this machine, e.g. 127.0.0.1"),
  maxCalls: [(value) => Number.isInteger(value) && isNumber(value, 1), "a whole number above 0"]
}

/** Listens for calls. Resolves once the port is open. */
export const listen = async (options: ListenOptions): Promise<Phone> => {
  refuseArgument(listen, optionsProblem("listen", options, rules, ["carrier", "onCall"]))
  const { carrier } = options
  const opened =
    "makeSplitter" in carrier
      ? await listenTcp({ ...options, carrier })
      : await listenWebSocket({ ...options, carrier })
  return { ...opened, [Symbol.asyncDispose]: opened.close }
}
