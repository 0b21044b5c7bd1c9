import { activeResponse, type RealtimeSession } from "@antiphon/client"

/** Closes each session once its answer is complete, at the latest after `withinMs`. */
export const leave = async (sessions: ReadonlySet<RealtimeSession>, withinMs: number): Promise<void> => {
  const deadline = AbortSignal.timeout(withinMs)
  await Promise.all(
    [...sessions].map(async (session) => {
      await Promise.race([quiet(session), new Promise((resolve) => deadline.addEventListener("abort", resolve))])
      await session.close()
    })
  )
}

/** Resolves when the model has answered. */
const quiet = async (session: RealtimeSession): Promise<void> => {
  if (activeResponse(session.state) === undefined) return
  await new Promise<void>((resolve) => session.on("response.done", () => resolve()))
}
