/** Records each session into a file of its own for `--record`. A full disk never refuses a session. */
import type { Connection, Handshake } from "@antiphon/core"
import { record, type RecordingError } from "@antiphon/recording"
import { fileSink } from "@antiphon/recording/node"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { randomUUID } from "node:crypto"
import { mkdir, open, rm } from "node:fs/promises"
import { join } from "node:path"
import { type CliFailure, cliFailure, reasonOf } from "../CliFailure.ts"

/** Records a session until its scope ends, or returns its connection as it is. */
export type Recorder = <In extends object, Out extends object>(
  connection: Connection<In, Out>,
  handshake: Handshake,
  session: number
) => Effect.Effect<Connection<In, Out>, never, Scope.Scope>

/**
 * A recorder into a folder, which is created and tested now. A session whose file cannot be written continues unrecorded, with
 * an immediate warning that counts such sessions. The next session is tried again. Without a folder nothing is recorded.
 */
export const makeRecorder = Effect.fnUntraced(function* (
  folder: Option.Option<string>,
  address: string
): Effect.fn.Return<Recorder, CliFailure> {
  if (Option.isNone(folder)) return (connection) => Effect.succeed(connection)
  yield* tryOut(folder.value)
  let unrecorded = 0
  const warn = (session: number) =>
    Effect.fnUntraced(function* ({ message }: RecordingError) {
      const about = { session, why: message, unrecorded: ++unrecorded }
      yield* Effect.annotateLogs(Effect.logWarning("the session goes on unrecorded"), about)
    })

  return Effect.fnUntraced(function* (connection, handshake, session) {
    const time = new Date(yield* Clock.currentTimeMillis).toISOString().replaceAll(/[:.]/g, "-")
    const file = join(folder.value, `${time}-${session}.jsonl`)
    const endpoint = `${address}${handshake.path}?${new URLSearchParams(handshake.query)}`
    const dialect = handshake.path.endsWith("/translations") ? "translation" : handshake.dialect
    const onFailed = warn(session)
    return yield* fileSink(file).pipe(
      Effect.flatMap((sink) => record(connection, sink, { endpoint, side: "server", dialect, onFailed })),
      Effect.catch((error) => Effect.as(onFailed(error), connection))
    )
  })
})

/** Tests the folder by writing a file into it and removing it. */
const tryOut = (folder: string): Effect.Effect<void, CliFailure> =>
  Effect.tryPromise({
    try: async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const probe = join(folder, `.antiphon-${randomUUID()}`)
      await (await open(probe, "wx", 0o600)).close()
      await rm(probe, { force: true })
    },
    catch: (cause) =>
      cliFailure(`--record ${folder}: nothing can be written there (${reasonOf(cause)}); name a folder of yours`)
  })
