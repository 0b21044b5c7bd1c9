/** What a client's machine still waits for. At rest it waits for nothing. */
import type { SessionMachine } from "@antiphon/session"

export const waitsOf = ({ clears, commands, cuts, gated, leaving, link, timers }: SessionMachine.MachineState) => {
  const waits: Array<string> = []
  const none = (what: string, size: number): void => {
    if (size > 0) waits.push(`${what}: ${size}`)
  }
  // A connection is left in time, which is no wait for anything that was asked for.
  for (const timer of timers) if (timer !== "age") waits.push(`the timer ${timer}`)
  none("commands that are not settled", commands.size)
  none("commands that wait for a connection", gated.size)
  none("stops of the speaker that are not answered", clears.size)
  none("interruptions that are not over", cuts.length)
  none("conversations that left and did not arrive", leaving === undefined ? 0 : 1)
  none("commands that the server has not answered", link.waiting.size)
  none("requests for responses", link.requests.size)
  none("requests in the queue", link.arbiter.queue.length)
  none("requests that were sent", link.arbiter.asked.size)
  none("responses that are unwanted", link.unwanted.size)
  none("cancellations", link.cancels.size)
  none("batches of calls", link.batches.size)
  none("truncations that came too early", link.tooEarly.length)
  return waits
}
