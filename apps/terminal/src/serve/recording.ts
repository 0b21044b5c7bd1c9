import type { Connection, Handshake } from "@antiphon/core"
import { record } from "@antiphon/recording"
import { fileSink } from "@antiphon/recording/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { join } from "node:path"

/** The connection with its events written to a file of its own, where a folder is given. */
export const recording = Effect.fnUntraced(function* <In extends object, Out extends object>(
  folder: Option.Option<string>,
  connection: Connection<In, Out>,
  handshake: Handshake,
  session: number,
  address: string
) {
  if (Option.isNone(folder)) return connection
  const time = new Date(yield* Clock.currentTimeMillis).toISOString().replaceAll(/[:.]/g, "-")
  const file = join(folder.value, `${time}-${session}.jsonl`)
  const endpoint = `${address}${handshake.path}?${new URLSearchParams(handshake.query)}`
  const dialect = handshake.path.endsWith("/translations") ? "translation" : handshake.dialect
  const recorded = yield* record(connection, yield* fileSink(file), { endpoint, side: "server", dialect })
  yield* Effect.addFinalizer(() =>
    Effect.flatMap(recorded.recordingFailed, (failure) =>
      Option.isNone(failure) ? Effect.void : Effect.logWarning(failure.value.message)
    )
  )
  return recorded
})
