/** The application's functions. One is slow, one fails, one has a bug and one is quick. */
import type { Cancel, Clock } from "../world/Clock.ts"
import type { Numbers } from "../world/Numbers.ts"

/** How long a tool may take, ms. */
const limitMs = 4000

/** What a call comes to, and how long it takes, ms. */
interface Ran {
  readonly output: string
  readonly ms: number
}

const runTool = (name: string, { between }: Numbers): Ran => {
  switch (name) {
    case "slow": {
      const ms = between(200, 6000)
      return ms > limitMs ? { output: '{"error":{"code":"timeout"}}', ms: limitMs } : { output: "at last", ms }
    }
    case "failing":
      return { output: '{"error":{"code":"failed","message":"out of order"}}', ms: 0 }
    case "brittle":
      return { output: '{"error":{"code":"failed"}}', ms: 0 }
    default:
      return { output: "there", ms: 0 }
  }
}

/** Answers a call of a batch. */
type Answered = (batch: string, callId: string, output: string) => void

export interface ToolRunner {
  readonly run: (batch: string, calls: ReadonlyArray<{ readonly callId: string; readonly name: string }>) => void
  /** What runs is interrupted, and answers so. */
  readonly stop: () => void
  /** The connection has ended. Nothing answers any more. */
  readonly end: () => void
}

export const makeToolRunner = (
  clock: Clock,
  numbers: Numbers,
  {
    answered,
    concurrency,
    ran
  }: {
    readonly concurrency: number
    readonly ran: (callId: string) => void
    readonly answered: Answered
  }
): ToolRunner => {
  const running = new Map<string, { readonly batch: string; readonly cancel: Cancel }>()
  return {
    run: (batch, calls) => {
      const free = Array.from({ length: concurrency }, () => 0)
      for (const { callId, name } of calls) {
        ran(callId)
        const { ms, output } = runTool(name, numbers)
        const first = free.indexOf(Math.min(...free))
        const endMs = (free[first] ?? 0) + ms
        free[first] = endMs
        const cancel = clock.after(endMs, () => {
          running.delete(callId)
          answered(batch, callId, output)
        })
        running.set(callId, { batch, cancel })
      }
    },
    stop: () => {
      for (const [callId, { batch, cancel }] of running) {
        cancel()
        const interrupted = (): void => {
          running.delete(callId)
          answered(batch, callId, '{"error":{"code":"interrupted"}}')
        }
        running.set(callId, { batch, cancel: clock.after(0, interrupted) })
      }
    },
    end: () => {
      for (const { cancel } of running.values()) cancel()
      running.clear()
    }
  }
}
