/** The promises and iterators of the client, as a program uses them. */
import { connect, type RealtimeResponse, type RealtimeSession } from "@antiphon/client"
import { ClientEvent } from "@antiphon/core"
import { listen } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import type { Subject } from "./Case.ts"
import { greeting, run } from "./wires.ts"

/** Frames are written as they are. */
const frames = {
  decode: (frame: string) => ({ _tag: "Known", event: { frame } }) as const,
  encode: (event: object) => ("frame" in event ? String(event.frame) : "")
}

const drain = async (values: AsyncIterable<unknown>): Promise<void> => {
  for await (const _value of values);
}

const readResponse = async (response: RealtimeResponse): Promise<void> => {
  for await (const item of response) for await (const part of item) await drain(part.transcriptChunks())
}

/** Reads every item of every response until the session ends. What is cut off by the end, or is no longer retained, counts as read. */
const readAll = async (session: RealtimeSession): Promise<void> => {
  const reading: Array<Promise<void>> = []
  try {
    for await (const response of session.responses) reading.push(readResponse(response).catch(() => {}))
  } catch {
    await session.closed
  }
  await Promise.allSettled(reading)
}

/** A client that reads all responses. Events that concern no response and no item only pass through it. */
export const clientSubject: Subject = {
  name: "client",
  reader: "client",
  differs: ({ kind, name }) =>
    kind === "sequence" || (kind === "whole" && /^response\.(created|done|output_item)/.test(name)),
  work: (all) => () =>
    run(
      Effect.gen(function* () {
        const { listener, transport } = yield* listen({ incoming: ClientEvent, outgoing: frames })
        yield* Effect.forkScoped(
          listener.run(({ send }) => Effect.forEach([greeting, ...all], (frame) => send({ frame }), { discard: true }))
        )
        yield* Effect.promise(async () => {
          const session = await connect({ transport, model: "m", key: "ek_any", reconnect: false })
          await readAll(session)
        })
      })
    )
}
