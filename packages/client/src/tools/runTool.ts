/** Runs the user's function of one call. */
import type { ToolFailure } from "@antiphon/session"
import * as Effect from "effect/Effect"
import type { Background, News } from "./makeBackground.ts"
import type { ToolContext } from "./RealtimeTool.ts"

/** What runs, and how long it may. */
export interface ToolRun {
  readonly name: string
  readonly callId: string
  readonly timeoutMs: number
  readonly run: (context: ToolContext) => Promise<string>
  readonly asText: (output: unknown) => string
  /** The failure as the model may see it. */
  readonly failureOf: (cause: unknown) => ToolFailure
}

/**
 * Succeeds with the first progress, or with what the function returns. After a progress the function runs on in the
 * background, and what it says goes there.
 */
export const runTool = (
  { asText, callId, failureOf, name, run, timeoutMs }: ToolRun,
  background: Background
): Effect.Effect<string, ToolFailure> =>
  Effect.callback<string, ToolFailure>((resume) => {
    const controller = new AbortController()
    const { signal } = controller
    let release: (() => void) | undefined
    let timer: ReturnType<typeof setTimeout> | undefined

    const end = (): void => {
      clearTimeout(timer)
      release?.()
    }
    const post = (kind: News["kind"], output: string): void => {
      if (!signal.aborted) background.post({ name, callId, kind, output })
    }
    const expire = (): void => {
      post("failure", `${name} said nothing for ${timeoutMs} ms`)
      controller.abort()
    }
    const progress = (output: unknown): void => {
      if (signal.aborted) return
      const text = asText(output)
      clearTimeout(timer)
      timer = setTimeout(expire, timeoutMs)
      if (release !== undefined) return post("progress", text)
      release = background.hold(() => controller.abort())
      signal.addEventListener("abort", end)
      resume(Effect.succeed(text))
    }
    const settle = (kind: News["kind"], output: string, first: Effect.Effect<string, ToolFailure>): void => {
      if (release === undefined) return resume(first)
      end()
      post(kind, output)
    }
    run({ signal, callId, progress }).then(
      (output) => settle("result", output, Effect.succeed(output)),
      (cause: unknown) => {
        const failure = failureOf(cause)
        settle("failure", failure.message, Effect.fail(failure))
      }
    )
    return Effect.sync(() => controller.abort())
  })
