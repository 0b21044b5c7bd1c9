import { ServerEvent, type Transport } from "@antiphon/core"
import { received, type Recording, replayTransport } from "@antiphon/recording"

/** What came in, as a reducer would take it. */
export const typesOf = (recording: Recording) =>
  [...received(recording, ServerEvent)].map((each) => (each._tag === "Malformed" ? each.error.reason : each.event.type))

/** For anything that takes a transport: the recorded server, ten times as fast. */
export const serverOf = (recording: Recording): Transport["Service"] => replayTransport(recording, { speed: 10 })
