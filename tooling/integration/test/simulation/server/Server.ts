/** Runs the server's machine. Each input is one step, and its outputs are performed in their order. */
import type { ClientEvent, Decoded, ServerEvent } from "@antiphon/core"
import { EngineError, type Input, type MachineState, type Output, SessionMachine } from "@antiphon/server"
import type { Track } from "../device/Track.ts"
import type { KnownItem } from "../story/Story.ts"
import { makeAlarms } from "../world/Clock.ts"
import { shown } from "../world/Wall.ts"
import type { World } from "../world/World.ts"
import { makeDetector } from "./detector.ts"
import { type Engine, type Made, makeEngine } from "./Engine.ts"

type Happening = Input extends infer Each ? (Each extends Input ? Omit<Each, "now"> : never) : never

/** The connection of a server. */
export interface Connection {
  readonly n: number
  readonly isLimited: boolean
  readonly track: Track | undefined
  readonly say: (event: ServerEvent) => void
  readonly close: (code: number, reason: string) => void
}

export interface Server {
  readonly receive: (decoded: Decoded<ClientEvent>) => void
  /** Samples of the user's track came. */
  readonly hear: (samples: Int16Array) => void
  /** The connection has ended. */
  readonly end: () => void
  readonly items: () => ReadonlyArray<KnownItem>
  /** Whether a silent user will be answered. */
  readonly isIdling: () => boolean
  /** What is still waited for, in words. */
  readonly waits: () => ReadonlyArray<string>
}

const engines = new WeakMap<World, Engine>()

/** The engine that all servers of a story share. */
const engineOf = (world: World): Engine => {
  const engine = engines.get(world) ?? makeEngine(world.numbers(0x5eed), world.book, world.script.plan.pace)
  engines.set(world, engine)
  return engine
}

export const makeServer = (world: World, { close, isLimited, n, say, track }: Connection): Server => {
  const { book, clock, script } = world
  const { plan } = script
  const engine = engineOf(world)
  const alarms = makeAlarms(clock)
  const since = clock.now()
  // A session's time begins at the wall clock's and cannot be set.
  const epoch = shown(plan.serverWall, since)
  const now = (): number => epoch + clock.now() - since
  let detect = makeDetector()
  let detection = 0
  let isOver = false

  const dispatch = (input: Happening): void => {
    if (isOver) return
    try {
      const next = SessionMachine.step(state, Object.assign(input, { now: now() }))
      state = next.state
      for (const output of next.outputs) perform(output)
    } catch (error) {
      book.defects.push(error)
    }
  }
  /** What the engine makes, by the name of the task. */
  const making = new Map<string, object>()
  /** Makes the pieces one after the other. */
  const make = <A>(
    key: string,
    { fails, pieces }: Made<A>,
    each: (piece: A) => void,
    end: (fails: boolean) => void
  ) => {
    const mine = {}
    making.set(key, mine)
    const from = (at: number): void => {
      if (making.get(key) !== mine) return
      const next = pieces[at]
      if (next === undefined) {
        making.delete(key)
        return end(fails)
      }
      alarms.set(key, next.afterMs, () => {
        each(next.piece)
        from(at + 1)
      })
    }
    alarms.set(key, 0, () => from(0))
  }
  const stop = (key: string): void => {
    making.delete(key)
    alarms.clear(key)
  }

  const perform = (output: Output): void => {
    if (isOver) return
    switch (output._tag) {
      case "Send":
        return say(output.event)
      case "Close":
        return close(output.code, output.reason)
      case "Detect":
        detect = makeDetector()
        ;({ detection } = output)
        return
      case "Feed": {
        const event = output.detection === detection ? detect(output.samples) : undefined
        if (event !== undefined) {
          clock.after(0, () => dispatch({ _tag: "Turn", detection: output.detection, event }))
        }
        return
      }
      case "Play":
        return track?.play(output.samples)
      case "ClearPlayback":
        return track?.clear()
      case "Transcribe": {
        const { itemId } = output
        return make(
          `transcribe ${itemId}`,
          engine.transcribe(),
          (text) => dispatch({ _tag: "Transcript", itemId, chunk: { text } }),
          (fails) =>
            dispatch(
              fails
                ? { _tag: "TranscriptFailed", itemId, error: failure("transcribe") }
                : { _tag: "TranscriptEnded", itemId }
            )
        )
      }
      case "ListTools": {
        const { itemId } = output
        const { afterMs, fails } = engine.list()
        return alarms.set(`list ${itemId}`, afterMs, () =>
          dispatch(
            fails
              ? { _tag: "ListingFailed", itemId, error: failure("listTools") }
              : { _tag: "ToolsListed", itemId, tools: [{ name: "look_up", input_schema: {} }] }
          )
        )
      }
      case "Respond": {
        const responseId = output.request.id
        return make(
          `respond ${responseId}`,
          engine.respond(n, output.request),
          (chunk) => dispatch({ _tag: "Chunk", responseId, chunk }),
          (fails) =>
            dispatch(
              fails
                ? { _tag: "ResponseFailed", responseId, error: failure("respond") }
                : { _tag: "ResponseEnded", responseId }
            )
        )
      }
      case "StopTranscribing":
        return stop(`transcribe ${output.itemId}`)
      case "StopResponding":
        return stop(`respond ${output.responseId}`)
      case "Wake":
        return alarms.set(`wake ${output.reason}`, Math.max(0.25, output.at - now() - world.early()), () =>
          dispatch({ _tag: "Tick" })
        )
    }
  }

  let state: MachineState
  const first = SessionMachine.start({
    now: now(),
    seed: `${n}x`,
    type: plan.kind,
    model: "gpt-realtime",
    ownsPlayback: track !== undefined,
    limits: isLimited ? { tokensPerMinute: plan.tokensPerMinute, sessionMs: plan.sessionMs } : {}
  })
  state = first.state
  clock.after(0, () => {
    for (const output of first.outputs) perform(output)
  })
  return {
    receive: (decoded) => dispatch({ _tag: "Client", decoded }),
    hear: (samples) => dispatch({ _tag: "TrackAudio", samples }),
    end: () => {
      isOver = true
      alarms.clearAll()
    },
    items: () =>
      state.items
        .filter(({ item }) => !("status" in item) || item.status !== "in_progress")
        .map(({ audio, item }) => ({ item, audio: [...audio.values()].flatMap(({ blocks }) => [...blocks]) })),
    isIdling: () => state.idleAt !== undefined,
    waits: () => [
      ...[...state.responses.keys()].map((id) => `the server still makes ${id}`),
      ...[...state.transcripts.keys()].map((id) => `the server still transcribes ${id}`),
      ...[...state.listing.keys()].map((id) => `the server still lists ${id}`),
      ...state.playing.map(({ responseId }) => `the server still plays ${responseId}`),
      ...(state.idleAt === undefined ? [] : ["the server still waits for a silent user"])
    ]
  }
}

const failure = (part: EngineError["part"]): EngineError => new EngineError({ part, message: "it lost its thread" })
