import { ServerEvent } from "@antiphon/core"
import { received, replayTransport } from "@antiphon/recording"
import { readFile } from "@antiphon/recording/node"
import * as Effect from "effect/Effect"

export const program = (path: string) =>
  Effect.gen(function* () {
    const recording = yield* readFile(path)
    const types = [...received(recording, ServerEvent)].map((each) =>
      each._tag === "Malformed" ? each.error.reason : each.event.type
    )
    // For anything that takes a transport: the recorded server, ten times as fast.
    return { types, transport: replayTransport(recording, { speed: 10 }) }
  })
