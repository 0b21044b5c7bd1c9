/** What a Live server can send more of. */
import * as Live from "@antiphon/core/live"
import { pair } from "@antiphon/core/testing"
import { LiveSession } from "@antiphon/live"
import type { Tool } from "@antiphon/session"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { PartCase } from "../Case.ts"
import type { Work } from "../measureGrowth.ts"
import { farewell, run, writeAll } from "../wires.ts"

const started = (id: string | null | undefined): string =>
  JSON.stringify({
    type: "session.started",
    event_id: "event_0",
    client_event_id: id ?? null,
    session: { id: "live_1", model: "gpt-live-1" }
  })

const nothing: Tool = {
  definition: { type: "function", name: "nothing", description: "Does nothing.", parameters: {} },
  run: () => Effect.succeed("done")
}

/** A session that receives every frame, whose events and turns are read. */
const receiving =
  (frames: (n: number) => ReadonlyArray<object>) =>
  (n: number): Work => {
    const all = frames(n).map((frame) => JSON.stringify(frame))
    return () =>
      run(
        Effect.gen(function* () {
          const { client, server, wire } = yield* pair({ incoming: Live.ServerEvent, outgoing: Live.ClientEvent })
          yield* server.incoming.pipe(
            Stream.runForEach((decoded) =>
              Effect.sync(() => {
                if (decoded._tag === "Known" && decoded.event.type === "session.start") {
                  wire.toClient.write(started(decoded.event.event_id))
                }
              })
            ),
            Effect.ignore,
            Effect.forkScoped
          )
          const session = yield* LiveSession.make(client, {
            session: { model: "gpt-live-1" },
            delegate: () => Effect.void,
            tools: { tools: [nothing] }
          })
          const read = yield* Effect.forkScoped(
            Stream.runDrain(
              Stream.takeUntil(
                session.events,
                (decoded) => decoded._tag === "Unknown" && String(decoded.event.type) === farewell
              )
            ),
            { startImmediately: true }
          )
          yield* writeAll(wire.toClient.write, [...all, JSON.stringify({ type: farewell })])
          yield* Effect.raceFirst(Effect.ignore(Fiber.join(read)), client.ended)
        })
      )
  }

const many = (one: (at: number) => object) => (n: number) =>
  Array.from({ length: n }, (_, at) => ({ event_id: `event_${at + 1}`, ...one(at) }))

const words = (speaker: "input" | "output", at: number, ms: number) => ({
  type: `session.${speaker}_transcript.delta`,
  delta: `word ${at} `,
  start_ms: ms,
  end_ms: ms + 100
})
const pcm = Buffer.alloc(960).toString("base64")
const wrapped = (delegation: string, event: object) => ({ type: "response.event", delegation_id: delegation, event })
const call = (at: number) => ({ type: "function_call", call_id: `call_${at}`, name: "nothing", arguments: "{}" })

const sequences: Readonly<Record<string, (n: number) => ReadonlyArray<object>>> = {
  "words of one turn": many((at) => words("output", at, 100 * at)),
  "turns of both speakers": many((at) => words(at % 2 === 0 ? "input" : "output", at, 5000 * at)),
  "turns that come in the wrong order": (n) => many((at) => words("output", at, 5000 * (n - at)))(n),
  "words without times": many((at) => ({
    type: `session.${at % 2 === 0 ? "input" : "output"}_transcript.delta`,
    delta: "word "
  })),
  "pieces of audio": many(() => ({ type: "session.output_audio.delta", delta: pcm })),
  "work for the client": many((at) => ({
    type: "session.delegation.created",
    offset_ms: at,
    delegation: { id: `del_${at}`, target: "client" }
  })),
  "calls of one response": many((at) =>
    wrapped("del_1", { type: "response.output_item.done", output_index: at, item: call(at) })
  ),
  "calls of responses of their own": many((at) =>
    wrapped(`del_${at}`, { type: "response.output_item.done", output_index: 0, item: call(at) })
  ),
  "responses that end": many((at) => wrapped(`del_${at}`, { type: "response.completed", response: { id: `r_${at}` } })),
  "items for the moderator": many((at) => ({
    type: "decision.item.created",
    item: { id: `item_${at}`, type: "message", role: "user", content: [] }
  })),
  "items for the moderator that are deleted": many((at) => ({ type: "decision.item.deleted", item_id: `item_${at}` })),
  "what was used": many((at) => ({ type: "session.usage.updated", usage: { seconds: at } })),
  "answers to no command": many((at) => ({ type: "session.thinking.appended", client_event_id: `x_${at}` })),
  errors: many((at) => ({ type: "error", error: { type: "x", message: `error ${at}` } })),
  "unknown events": many((at) => ({ type: `x.${at}` }))
}

export const liveCases: ReadonlyArray<PartCase> = Object.entries(sequences).map(([name, frames]) => ({
  name,
  prepare: receiving(frames),
  largest: 16_384
}))
