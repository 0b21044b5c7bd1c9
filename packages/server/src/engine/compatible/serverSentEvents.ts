import * as Effect from "effect/Effect"
import * as Sse from "effect/encoding/Sse"
import * as Stream from "effect/Stream"
import type { EngineError } from "../Contract.ts"
import { broken, bytesOf, type Call } from "./post.ts"

/** Characters that one event may have. */
const maxEventSize = 4 * 1024 * 1024

/** What ends a stream of events by custom. */
export const done = "[DONE]"

/** The `data` of each server-sent event of an answer, up to and with {@link done}. */
export const serverSentEvents = (call: Call, response: Response): Stream.Stream<string, EngineError> =>
  Stream.suspend(() => {
    let found: Array<string> = []
    const parser = Sse.makeParser(
      (event) => {
        if (event._tag === "Event") found.push(event.data)
      },
      { maxEventSize }
    )
    return bytesOf(call, response).pipe(
      Stream.decodeText(),
      // An answer that ends without its last blank line is complete all the same.
      Stream.concat(Stream.succeed("\n\n")),
      Stream.mapEffect((text) => {
        found = []
        const error = parser.feed(text)
        return error === undefined ? Effect.succeed(found) : broken(call, error.message, error)
      }),
      Stream.flattenIterable,
      Stream.takeUntil((data) => data === done)
    )
  })

/** Whether an answer is such a stream. */
export const isEventStream = ({ headers }: Response): boolean =>
  (headers.get("content-type") ?? "").startsWith("text/event-stream")
