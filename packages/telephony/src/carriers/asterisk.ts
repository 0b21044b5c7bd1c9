/** Asterisk's `chan_websocket`, with the user of its WebSocket client and control by ARI. */
import type { CallControl } from "../call/Call.ts"
import { allTexts, checkCarrier, text, type CarrierOptions } from "../check.ts"
import { asterisk as dialect, type AsteriskOptions } from "../dialects/asterisk.ts"
import { type Carrier, headerOf } from "./Carrier.ts"
import { ask, basic, isSame } from "./parts.ts"

export interface AsteriskCarrierOptions extends AsteriskOptions {
  /** The user and password of the connection in `websocket_client.conf`. */
  readonly username: string
  readonly password: string
  /** Needed to transfer and to press keys. */
  readonly ari?: {
    /** The address up to its `channels`, e.g. `http://127.0.0.1:8088/ari`. */
    readonly url: string
    readonly username: string
    readonly password: string
  }
}

const wanted: CarrierOptions = {
  name: "asterisk",
  required: ["username", "password"],
  rules: {
    username: text("the user of the connection in websocket_client.conf"),
    password: text("the password of the connection in websocket_client.conf"),
    ari: allTexts("url", "username", "password")
  }
}

/** Asterisk. Upgrades without the user and password are refused. */
export const asterisk = (options: AsteriskCarrierOptions): Carrier => {
  checkCarrier(asterisk, options, wanted)
  const { ari, password, username } = options
  const expected = basic(username, password)
  return {
    dialect: dialect(options),
    admits: (headers) => Promise.resolve(isSame(headerOf(headers, "authorization"), expected)),
    ...(ari === undefined ? {} : { control: controlOf(ari) })
  }
}

const controlOf = ({ password, url, username }: NonNullable<AsteriskCarrierOptions["ari"]>): CallControl => {
  const post = (channel: string, action: string, query: Readonly<Record<string, string>>) =>
    ask("Asterisk", {
      method: "POST",
      url: `${url}/channels/${encodeURIComponent(channel)}/${action}?${new URLSearchParams(query)}`,
      authorization: basic(username, password)
    })
  // The caller's own channel, if the dialplan passes it on as a variable of this name.
  const channelOf = (callId: string, parameters: Readonly<Record<string, string>>) => parameters["caller"] ?? callId
  return {
    transfer: (callId, to, parameters) => post(channelOf(callId, parameters), "redirect", { endpoint: to }),
    sendDtmf: (callId, digits, parameters) => post(channelOf(callId, parameters), "dtmf", { dtmf: digits })
  }
}
