/** Asterisk's AudioSocket. A connection says the uuid of its call, and nothing else that could be checked. */
import { aFunction } from "@antiphon/core/boundary"
import { checkCarrier, type CarrierOptions } from "../check.ts"
import { audioSocket as dialect, type AudioSocketOptions, makeAudioSocketSplitter } from "../dialects/audioSocket.ts"
import type { TcpCarrier } from "./Carrier.ts"

export interface AudioSocketCarrierOptions extends AudioSocketOptions {
  /** Whether a call of this uuid is expected. A call that is not is hung up. */
  readonly admitsCall: (uuid: string) => boolean | Promise<boolean>
}

/** AudioSocket over TCP. Keep its port on the loopback address or a LAN, because it has no key and no encryption. */
export const audioSocket = (options: AudioSocketCarrierOptions): TcpCarrier => {
  checkCarrier(audioSocket, options, wanted)
  return {
    dialect: dialect(options),
    makeSplitter: makeAudioSocketSplitter,
    admitsCall: options.admitsCall
  }
}

const wanted: CarrierOptions = {
  name: "audioSocket",
  required: ["admitsCall"],
  rules: { admitsCall: aFunction }
}
