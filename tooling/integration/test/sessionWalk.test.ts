/** A user who does anything at any time, a server machine, and what holds of them at rest. */
import type { PlayerCleared } from "@antiphon/audio"
import { ClientEvent, type ConversationItem, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import { Engine, serve } from "@antiphon/server"
import { conversation, Session, type Speaker, textOf } from "@antiphon/session"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"

/** Numbers of one seed (mulberry32), from 0 up to 1. */
const numbers = (seed: number) => {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const tone = (ms: number): Int16Array =>
  Int16Array.from({ length: ms * 24 }, (_, i) => Math.round(8192 * Math.sin((2 * Math.PI * 440 * i) / 24_000)))

/** Renders by the test clock's time, as far as `advance` says. */
const makeSpeaker = () => {
  let queued = 0
  let rendered = 0
  return {
    rate: 24_000,
    advance: (ms: number) => {
      rendered = Math.min(queued, rendered + ms * 24)
    },
    queue: (samples: Int16Array) => {
      queued += samples.length
    },
    clear: (): Promise<PlayerCleared> => {
      const until = rendered
      rendered = queued
      return Promise.resolve({ until, latencyMs: 0, resumesAt: queued })
    }
  } satisfies Speaker & Record<string, unknown>
}

const script = {
  turns: [
    { heard: "one", say: "The first of my answers.", voice: tone(1500) },
    { heard: "two", say: "The second of my answers.", voice: tone(300) },
    { heard: "three", say: "The third.", calls: [{ name: "clock", arguments: { n: 3 } }] }
  ],
  pace: 3
} as const

const wordsOf = (item: ConversationItem): string =>
  item.type === "message" && "content" in item
    ? item.content
        .map((part) => ("transcript" in part ? part.transcript : "text" in part ? part.text : ""))
        .filter((words) => typeof words === "string" && words !== "")
        .join("\n")
    : ""

const walk = (seed: number) =>
  Effect.gen(function* () {
    const random = numbers(seed)
    const pick = <A>(all: ReadonlyArray<A>): A | undefined => all[Math.floor(random() * all.length)]
    const { client, server } = yield* pair({
      incoming: ServerEvent,
      outgoing: ClientEvent,
      delay: random() < 0.5 ? 15 : 0
    })
    yield* Effect.forkScoped(Effect.provide(serve(server, undefined, { seed: `${seed}` }), Engine.scripted(script)))
    const speaker = makeSpeaker()
    const opening = yield* Effect.forkChild(
      Session.make(client, {
        speaker,
        policy: pick(["queue", "replace", "reject"] as const) ?? "queue",
        tools: {
          tools: [
            { definition: { type: "function", name: "clock" }, run: () => Effect.delay(Effect.succeed("noon"), 40) }
          ]
        }
      }),
      { startImmediately: true }
    )
    yield* TestClock.adjust(50)
    const session = yield* Fiber.join(opening)

    const running: Array<Fiber.Fiber<unknown, unknown>> = []
    const begin = (command: Effect.Effect<unknown, unknown>) =>
      Effect.map(Effect.forkScoped(command, { startImmediately: true }), (fiber) => running.push(fiber))
    const moves: ReadonlyArray<() => Effect.Effect<unknown, never, Scope.Scope>> = [
      () => begin(session.createResponse()),
      () => begin(session.sendText("And?")),
      () => begin(session.interrupt),
      () => begin(session.sendAudio(tone(400))),
      () => begin(session.sendAudio(new Int16Array(24 * 700))),
      () => begin(session.createResponse({ conversation: "none", output_modalities: ["text"] })),
      () =>
        Effect.flatMap(session.state, (state) => begin(session.deleteItem(pick(conversation(state))?.id ?? "none"))),
      () =>
        Effect.suspend(() =>
          Fiber.interrupt(pick(running) ?? Fiber.getCurrent() ?? assert.fail()).pipe(
            Effect.when(Effect.sync(() => running.length > 0))
          )
        ),
      () =>
        Effect.suspend(() => {
          const ms = Math.floor(random() * 300)
          speaker.advance(ms)
          return TestClock.adjust(ms)
        })
    ]
    for (let step = 0; step < 30; step++) yield* (pick(moves) ?? assert.fail())()
    for (let n = 0; n < 400; n++) yield* TestClock.adjust(100)

    const unsettled = running.filter((fiber) => fiber.pollUnsafe() === undefined)
    assert.strictEqual(unsettled.length, 0, `seed ${seed}: commands that never settle`)
    const state = yield* session.state
    const open = [...state.responses.values()].filter(({ status }) => status === "in_progress")
    assert.deepStrictEqual(open, [], `seed ${seed}: responses that never end`)
    // A user who deletes what is gone, what is being said, or a call that runs, or asks for too much at once, is told so.
    const deletedCall = [...state.items.values()].some(({ deleted, item }) => deleted && item?.type === "function_call")
    const wrong = state.notices.filter(
      ({ error: { message } }) =>
        !/^Item .* in the conversation\.$|is still being written|^At most/.test(message) &&
        !(deletedCall && message.startsWith("No function call"))
    )
    assert.deepStrictEqual(
      wrong.map(({ error }) => error.message),
      [],
      `seed ${seed}: errors that reach the user`
    )

    // What the client believes to be in the conversation the server has, and says the same of it.
    for (const item of conversation(state)) {
      const asking = yield* Effect.forkChild(session.retrieveItem(item.id), { startImmediately: true })
      yield* TestClock.adjust(100)
      const known = yield* Fiber.join(asking)
      assert.strictEqual(known.id, item.id, `seed ${seed}`)
      const told = wordsOf(known)
      if (told !== "") assert.strictEqual(textOf(item), told, `seed ${seed}`)
    }
  }).pipe(Effect.scoped)

it.effect(
  "a user who does anything at any time: every command settles, nothing hangs, both ends agree",
  () =>
    Effect.forEach(
      Array.from({ length: 60 }, (_, n) => n + 1),
      walk,
      { discard: true }
    ),
  120_000
)
