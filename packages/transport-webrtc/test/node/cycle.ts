/** A call that is opened, talked and written over, and closed; and what a process holds. */
import { ClientEvent, ServerEvent, type TransportError } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { readdirSync } from "node:fs"
import { pair } from "./pair.ts"

const client = { endpoint: { incoming: ServerEvent, outgoing: ClientEvent } }
const vocabulary = { incoming: ClientEvent, outgoing: ServerEvent }

const tone = Int16Array.from({ length: 2400 }, (_, index) => (index % 48 < 24 ? 8000 : -8000))

/** Both sides talk and write; the client closes every other call, the server the rest. */
export const cycle = (number: number): Effect.Effect<void, TransportError> =>
  Effect.gen(function* () {
    const ends = yield* pair(client, { vocabulary })
    const [own, peer] = [Option.getOrThrow(ends.client.media), Option.getOrThrow(ends.server.media)]
    yield* ends.client.send(ClientEvent.make("input_audio_buffer.clear", {}))
    yield* Effect.all([own.send(tone), peer.send(tone)])
    yield* Effect.all(
      [
        Stream.runHead(ends.server.incoming),
        Stream.runDrain(Stream.take(own.incoming, 5)),
        Stream.runDrain(Stream.take(peer.incoming, 5))
      ],
      { concurrency: 3 }
    )
    yield* number % 2 === 0 ? ends.client.close() : ends.server.close(4000, "enough")
  }).pipe(Effect.scoped)

const entries = (folder: string): number => {
  try {
    return readdirSync(folder).length
  } catch {
    // Only Linux tells.
    return 0
  }
}

/** Timers, sockets and the like that keep the process alive, its open files, and its threads. */
export const held = (): { readonly resources: number; readonly files: number; readonly threads: number } => ({
  resources: process.getActiveResourcesInfo().length,
  files: entries("/proc/self/fd"),
  threads: entries("/proc/self/task")
})
