/** What the services and the recorder of a gateway hold more of. */
import {
  AudioStore,
  type AudioSegment,
  type Engine,
  freshToken,
  memoryEngine,
  Secrets,
  SessionBus,
  SessionLog,
  SessionRegistry,
  TenantLimits,
  type Token,
  token,
  UsageLog
} from "@antiphon/gateway"
import { fileEngine } from "@antiphon/gateway/node"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { readHeard } from "../../../../../packages/gateway/src/session/foldLog.ts"
import { Missed } from "../../../../../packages/gateway/src/session/Missed.ts"
import { answerQuestion } from "../../../../../packages/gateway/src/session/questions.ts"
import { Recorder } from "../../../../../packages/gateway/src/session/Recorder.ts"
import { Segments } from "../../../../../packages/gateway/src/session/Segments.ts"
import type { PartCase } from "../Case.ts"
import type { Work } from "../measureGrowth.ts"
import { run } from "../wires.ts"

const numbers = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, at) => at)
const named = (text: string): Token => token(text) ?? freshToken("n")
const pcm = Buffer.alloc(960).toString("base64")

/** Runs on the services of an engine. */
const on =
  (effect: Effect.Effect<unknown, unknown, Engine | Scope.Scope>): Work =>
  () =>
    run(Effect.provide(Effect.scoped(effect), memoryEngine({ node: named("a") })))

const share = () => ({
  bounds: { sessionBytes: 2e6, nodeBytes: 256e6 },
  flushMs: 1000,
  bytes: 0,
  unavailable: 0,
  lost: 0,
  appends: 0
})

const recorderOf = Effect.gen(function* () {
  const log = yield* SessionLog
  const claim = yield* log.claim(named("s"), { fresh: true })
  return new Recorder({ claim, share: share(), spill: undefined, onFenced: () => {} })
})

const each = <E, R>(n: number, one: (at: number) => Effect.Effect<unknown, E, R>) =>
  Effect.forEach(numbers(n), one, { discard: true })

const services: ReadonlyArray<PartCase> = [
  {
    name: "recorder: lines",
    prepare: (n) =>
      on(
        Effect.gen(function* () {
          const recorder = yield* recorderOf
          for (const at of numbers(n)) recorder.note(`{"t":${at}}`)
          yield* recorder.flush(60_000)
          recorder.stop()
        })
      )
  },
  {
    name: "recorder: lines, each of which is waited for",
    prepare: (n) =>
      on(
        Effect.gen(function* () {
          const recorder = yield* recorderOf
          yield* Effect.forEach(
            numbers(n),
            (at) => Effect.suspend(() => (recorder.note(`{"t":${at}}`, true), recorder.flush(60_000))),
            { concurrency: "unbounded", discard: true }
          )
          recorder.stop()
        })
      ),
    largest: 16_384
  },
  {
    name: "recorder: lines whose waits ran out",
    prepare: (n) =>
      on(
        Effect.gen(function* () {
          const { position, ...claim } = yield* (yield* SessionLog).claim(named("s"), { fresh: true })
          const stuck = { ...claim, position, append: () => Effect.never }
          const recorder = new Recorder({ claim: stuck, share: share(), spill: undefined, onFenced: () => {} })
          yield* Effect.forEach(
            numbers(n),
            (at) => Effect.suspend(() => (recorder.note(`{"t":${at}}`, true), recorder.flush(1))),
            { concurrency: "unbounded", discard: true }
          )
          recorder.stop()
        })
      ),
    largest: 16_384
  },
  {
    name: "client secrets",
    prepare: (n) =>
      on(
        Effect.flatMap(Secrets, (secrets) =>
          each(n, (at) => secrets.keep(named(`k${at}`), { tenant: named("t"), expiresAt: Date.now() + 600_000 }))
        )
      )
  },
  {
    name: "sessions in the list and their places",
    prepare: (n) =>
      on(
        Effect.gen(function* () {
          const registry = yield* SessionRegistry
          const limits = yield* TenantLimits
          yield* each(n, (at) => {
            const place = { tenant: named("t"), sid: named(`s${at}`), node: named("a") }
            return Effect.andThen(
              limits.admit(place, 1_000_000),
              registry.put({ ...place, epoch: 1, since: 0, state: "live", model: "" })
            )
          })
        })
      )
  },
  {
    name: "bookings of use",
    prepare: (n) =>
      on(
        Effect.flatMap(UsageLog, (log) =>
          each(n, (at) =>
            log.record({
              tenant: named("t"),
              sid: named("s"),
              id: `resp_${at}`,
              kind: "response",
              model: "",
              at,
              usage: null
            })
          )
        )
      )
  },
  {
    name: "sidebands: events",
    prepare: (n) =>
      on(
        Effect.gen(function* () {
          const bus = yield* SessionBus
          const owner = yield* bus.own(named("s"), () => Effect.void)
          const events = yield* bus.observe(named("s"), 4 * n)
          for (const at of numbers(n)) owner.publish(`{"type":"x.${at}"}`)
          yield* Stream.runDrain(Stream.take(events, n))
        })
      )
  },
  {
    name: "sidebands: injected events",
    prepare: (n) => {
      const owner = () => ({
        epoch: 1,
        injected: new Set<string>(),
        isOver: () => false,
        hangUp: () => {},
        about: () => ({}),
        record: () => Effect.succeed(true),
        send: () => {},
        letGo: () => Effect.succeed(true)
      })
      return () => {
        const answerer = owner()
        return Effect.runPromise(
          each(n, (at) => answerQuestion(answerer, { ask: "inject", id: `i_${at}`, frame: `{"type":"x.${at}"}` }))
        )
      }
    }
  }
]

const segment = (sid: Token, n: number): AudioSegment => ({
  sid,
  direction: "in",
  epoch: 1,
  n,
  format: "audio/pcm",
  bytes: new Uint8Array(16)
})

const sounds: ReadonlyArray<PartCase> = [
  {
    name: "sound: small pieces",
    prepare: (n) => {
      const frame = Buffer.from(pcm)
      return () => {
        const segments = new Segments(
          { sid: named("s"), epoch: 1 },
          () => "audio/pcm",
          (_, done) => done()
        )
        for (let at = 0; at < n; at++) segments.add("in", frame, 0, frame.length)
        segments.flush()
      }
    }
  },
  {
    name: "sound: one large piece",
    prepare: (n) => {
      const frame = Buffer.from("AAAA".repeat(16 * n))
      return () => {
        const segments = new Segments(
          { sid: named("s"), epoch: 1 },
          () => "audio/pcm",
          (_, done) => done()
        )
        segments.add("in", frame, 0, frame.length)
        segments.flush()
      }
    }
  },
  {
    name: "sound: segments that are read from files",
    prepare: (n) => {
      const folder = mkdtempSync(join(tmpdir(), "antiphon-growth-"))
      process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
      const sid = named("s")
      let isWritten = false
      return async () => {
        const work = Effect.gen(function* () {
          const store = yield* AudioStore
          if (!isWritten) yield* each(n, (at) => store.put(segment(sid, at)))
          isWritten = true
          yield* each(n, (at) => store.get({ sid, direction: "in", epoch: 1, n: at }))
        })
        await Effect.runPromise(Effect.provide(work, fileEngine({ node: named("a"), folder })))
      }
    },
    first: 128,
    largest: 512
  }
]

const rest: ReadonlyArray<PartCase> = [
  {
    name: "frames for a client that was lost",
    prepare: (n) => {
      const frame = Buffer.from("{}")
      return () => {
        const missed = new Missed()
        let isFull = false
        for (let at = 0; at < n && !isFull; at++) isFull = !missed.push(frame, false)
      }
    }
  },
  {
    name: "parts that a client has heard",
    prepare: (n) => {
      const text = numbers(n)
        .map((at) => `item_${at}:${at}`)
        .join(",")
      return () => readHeard(text)
    }
  }
]

export const gatewayServices: ReadonlyArray<PartCase> = [...services, ...sounds, ...rest]
