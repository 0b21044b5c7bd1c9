/** The model behind the server: it finds turns, gives them words, and answers with words, sound and calls. */
import type { ResponseChunk, LiveMachine as Server } from "@antiphon/server"
import { EngineError } from "@antiphon/server"
import { type Clock, makeAlarms } from "../simulation/world/Clock.ts"
import type { Numbers } from "../simulation/world/Numbers.ts"
import type { Story } from "./Story.ts"

type Untimed = Server.LiveInput extends infer I ? (I extends unknown ? Omit<I, "now"> : never) : never

interface Parts {
  readonly clock: Clock
  readonly story: Story
  readonly n: Numbers
  readonly dispatch: (input: Untimed) => void
}

/** A turn ends after so much silence, in samples. */
const silence = 2400

const blocks = new Map<string, Int16Array>()

/** Speech of a run. All its samples have the number of the run. */
const block = (run: number, length: number): Int16Array => {
  const key = `${run} ${length}`
  const made = blocks.get(key) ?? new Int16Array(length).fill(run)
  if (blocks.size < 500) blocks.set(key, made)
  return made
}

export const makeEngine = ({ clock, dispatch, n, story }: Parts) => {
  const alarms = makeAlarms(clock)
  let heard = 0
  let speechAt: number | undefined
  let quietAt = 0
  let current: number | undefined

  const stop = (): void => {
    alarms.clear("run")
    const run = current === undefined ? undefined : story.runs.get(current)
    if (run !== undefined) run.stoppedAt ??= clock.now()
    current = undefined
  }

  const chunksOf = ({ request, text }: Server.OutputNamed<"Run">, run: number): ReadonlyArray<ResponseChunk> => {
    const words = (text ?? "The answer is seven.").split(/(?= )/)
    const spoken = words.flatMap((word): ReadonlyArray<ResponseChunk> => [
      { _tag: "Transcript", text: word },
      { _tag: "Audio", samples: block(run, n.pick([900, 2400, 6000])) }
    ])
    const isCall = text === undefined && request.turn < 4 && n.chance(story.plan.engine.calls)
    return isCall
      ? [...spoken.slice(0, 2), { _tag: "FunctionCall", name: "look_up" }, { _tag: "Arguments", text: "{}" }]
      : spoken
  }

  return {
    stop,
    /** Finds the turns of the caller. */
    listen: (samples: Int16Array): void => {
      const isLoud = Math.abs(samples[samples.length >> 1] ?? 0) > 100
      const before = heard
      heard += samples.length
      if (isLoud) {
        quietAt = heard
        if (speechAt === undefined) {
          speechAt = before
          clock.after(0, () => {
            if (story.server.phase === "open") story.interruptions.push(clock.now())
            dispatch({ _tag: "Turn", event: { _tag: "SpeechStarted", at: before } })
          })
        }
        return
      }
      if (speechAt === undefined || heard - quietAt < silence) return
      const at = quietAt
      speechAt = undefined
      clock.after(0, () => {
        dispatch({ _tag: "Turn", event: { _tag: "SpeechStopped", at } })
        dispatch({ _tag: "Turn", event: { _tag: "Silence", until: at } })
      })
    },
    transcribe: ({ endMs, startMs }: Server.OutputNamed<"Transcribe">): void => {
      const words = n.chance(0.1) ? [] : ["Three", " and", " four?"]
      clock.after(n.between(0, story.plan.engine.mostMs), () => dispatch({ _tag: "Heard", words, startMs, endMs }))
    },
    run: (output: Server.OutputNamed<"Run">): void => {
      stop()
      const { run } = output
      current = run
      const kept = { startedAt: clock.now(), produced: 0, stoppedAt: undefined }
      story.runs.set(run, kept)
      const chunks = chunksOf(output, run)
      const fails = n.chance(story.plan.engine.fails)
      const next = (index: number): void =>
        alarms.set("run", n.between(0, story.plan.engine.mostMs), () => {
          const chunk = chunks[index]
          if (chunk === undefined || (fails && index > 1)) {
            current = undefined
            const error = new EngineError({ part: "respond", message: "The model is away." })
            return dispatch({ _tag: "RunEnded", run, ...(fails ? { error } : {}) })
          }
          if (chunk._tag === "Audio") kept.produced += chunk.samples.length
          dispatch({ _tag: "Chunk", run, chunk })
          if (current === run) next(index + 1)
        })
      next(0)
    }
  }
}
