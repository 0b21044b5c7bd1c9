/** What the server of a provider can send more of, and what a client can. */
import type { ClientEvent, Decoded, Provider, ServerEvent } from "@antiphon/core"
import { anyEvents, type Frame } from "@antiphon/core/transport"
import { pair } from "@antiphon/core/testing"
import { azureVoiceLive, inworld, qwen, speaches, xai } from "@antiphon/providers"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import type { PartCase } from "../Case.ts"
import type { Work } from "../measureGrowth.ts"
import { farewell, run, writeAll } from "../wires.ts"

const providers: ReadonlyArray<Provider> = [
  xai({ key: "xai-any", model: "m" }),
  qwen({ key: "sk-any", model: "m" }),
  azureVoiceLive({ key: "any", resource: "r", model: "m" }),
  inworld({ key: "any", model: "m" }),
  speaches({ url: "http://127.0.0.1:1/v1", model: "m" })
]

const isLast = (decoded: Decoded<ServerEvent>): boolean =>
  decoded._tag === "Unknown" && String(decoded.event.type) === farewell

/** Reads the frames of a provider's server. */
const receiving =
  (provider: Provider, frames: (n: number) => ReadonlyArray<object>) =>
  (n: number): Work => {
    const all = [...frames(n), { type: farewell }].map((frame) => JSON.stringify(frame))
    return () =>
      run(
        Effect.gen(function* () {
          const { client, wire } = yield* pair({ incoming: anyEvents, outgoing: anyEvents })
          const session = provider.session()
          Result.getOrThrow(session.endpoint())
          const connection = yield* session.adapt(client)
          const read = yield* Effect.forkScoped(
            Effect.ignore(Stream.runDrain(Stream.takeUntil(connection.incoming, isLast))),
            { startImmediately: true }
          )
          yield* writeAll(wire.toClient.write, all)
          yield* Fiber.join(read)
        })
      )
  }

/** Sends events to a provider's server. */
const sending =
  (provider: Provider, event: (n: number) => ClientEvent) =>
  (n: number): Work => {
    const given = event(n)
    return () =>
      run(
        Effect.gen(function* () {
          const { client, server } = yield* pair<Frame, Frame>({ incoming: anyEvents, outgoing: anyEvents })
          yield* Effect.forkScoped(Effect.ignore(Stream.runDrain(server.incoming)))
          const session = provider.session()
          Result.getOrThrow(session.endpoint())
          const connection = yield* session.adapt(client)
          yield* connection.send(given)
        })
      )
  }

const numbers = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, at) => at)
const many = (one: (at: number) => object) => (n: number) =>
  numbers(n).map((at) => ({ event_id: `event_${at}`, ...one(at) }))

const place = { response_id: "resp_1", item_id: "item_1", output_index: 0, content_index: 0 }
const parts = (n: number) => numbers(n).map((at) => ({ type: "text", text: `word ${at}` }))
const item = (id: string, content: ReadonlyArray<object> = parts(1)) => ({
  id,
  type: "message",
  role: "assistant",
  status: "completed",
  content
})
const understood = (itemId: string, text: string) => ({ item_id: itemId, content_index: 0, transcript: text, text })

const received: Readonly<Record<string, (n: number) => ReadonlyArray<object>>> = {
  "text deltas": many((at) => ({ type: "response.text.delta", ...place, delta: `word ${at} ` })),
  "audio deltas": many(() => ({ type: "response.audio.delta", ...place, delta: "AAAA" })),
  "text deltas in the names of GA": many((at) => ({ type: "response.output_text.delta", ...place, delta: `${at} ` })),
  items: many((at) => ({ type: "conversation.item.created", previous_item_id: null, item: item(`item_${at}`) })),
  "items that are added and deleted": (n) =>
    numbers(n).flatMap((at) => [
      { type: "conversation.item.added", previous_item_id: null, item: item(`item_${at}`) },
      { type: "conversation.item.deleted", item_id: `item_${at}` }
    ]),
  "parts of an item": (n) => [{ type: "conversation.item.created", item: item("item_1", parts(n)) }],
  "items of a response": (n) => [
    {
      type: "response.done",
      response: { id: "resp_1", status: "completed", output: numbers(n).map((at) => item(`item_${at}`)) }
    }
  ],
  "tools of a session": (n) => [
    {
      type: "session.updated",
      session: { id: "s", tools: numbers(n).map((at) => ({ type: "function", name: `f${at}` })) }
    }
  ],
  "transcripts of one turn that grow": (n) =>
    numbers(n).flatMap((at) =>
      ["updated", "text"].map((name) => ({
        type: `conversation.item.input_audio_transcription.${name}`,
        ...understood("item_1", "word ".repeat(Math.min(at, 100)))
      }))
    ),
  "transcripts of a turn each": (n) =>
    numbers(n).flatMap((at) =>
      ["updated", "text"].map((name) => ({
        type: `conversation.item.input_audio_transcription.${name}`,
        ...understood(`item_${at}`, "word")
      }))
    ),
  "words of one transcript": (n) =>
    ["updated", "text"].map((name) => ({
      type: `conversation.item.input_audio_transcription.${name}`,
      ...understood("item_1", "word ".repeat(n))
    })),
  "unknown events": many((at) => ({ type: `x.${at}` }))
}

const sent: Readonly<Record<string, (n: number) => ClientEvent>> = {
  "tools of a session, sent": (n) => ({
    type: "session.update",
    session: { type: "realtime", tools: numbers(n).map((at) => ({ type: "function", name: `f${at}`, parameters: {} })) }
  }),
  "parts of an item, sent": (n) => ({
    type: "conversation.item.create",
    item: {
      type: "message",
      role: "user",
      content: numbers(n).map((at) => ({ type: "input_text", text: `word ${at}` }))
    }
  }),
  "items of a request, sent": (n) => ({
    type: "response.create",
    response: { input: numbers(n).map((at) => ({ type: "item_reference", id: `item_${at}` })) }
  })
}

/** A frame that stands alone has at most 16 MiB, also at four times the size. */
const sizes = (name: string) => (/^(parts|items of|tools|words)/.test(name) ? { largest: 32_768 } : { largest: 16_384 })

export const providerCases: ReadonlyArray<PartCase> = providers.flatMap((provider) => [
  ...Object.entries(received).map(([name, frames]) => ({
    name: `${provider.name}: ${name}`,
    prepare: receiving(provider, frames),
    ...sizes(name)
  })),
  ...Object.entries(sent).map(([name, event]) => ({
    name: `${provider.name}: ${name}`,
    prepare: sending(provider, event),
    ...sizes(name)
  }))
])
