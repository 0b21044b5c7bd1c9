/** The turn in workerd, the runtime of Cloudflare Workers. `workerd test` runs it. */
import { turn } from "./turn.ts"

interface Bindings {
  readonly REALTIME_URL: string
  readonly WANTED: string
}

export default {
  test: async (_controller: unknown, { REALTIME_URL, WANTED }: Bindings): Promise<void> => {
    const answer = await turn(REALTIME_URL)
    if (answer !== WANTED) throw new Error(`the model said ${JSON.stringify(answer)}`)
  }
}
