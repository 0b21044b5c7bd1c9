import { interruptionPlan, OutputAssembly, PlaybackLedger } from "@antiphon/audio"
import type { ServerEvent } from "@antiphon/core"

const assembly = OutputAssembly.make()
let ledger = PlaybackLedger.make({ rate: 24_000 })

/** Call it for every server event. Audio goes to the player and is entered in the ledger. */
export const receive = (event: ServerEvent, play: (samples: Int16Array) => void): void => {
  for (const output of assembly.push(event)) {
    if (output._tag === "Audio") {
      play(output.samples)
      const { part, samples } = output
      ledger = PlaybackLedger.step(ledger, { _tag: "Received", part, samples: samples.length })
      ledger = PlaybackLedger.step(ledger, { _tag: "Queued", part, samples: samples.length })
    }
    if (output._tag === "Ended") ledger = PlaybackLedger.step(ledger, { _tag: "Ended", part: output.part })
  }
}

/**
 * Call it when the user interrupts and the player has stopped at the sample `until`. Returns the events to send to the
 * server.
 */
export const interrupt = (until: number, latencyMs: number) => {
  ledger = PlaybackLedger.step(ledger, { _tag: "Rendered", until, latencyMs })
  const plan = interruptionPlan(ledger)
  ledger = PlaybackLedger.step(ledger, { _tag: "Cleared" })
  ledger = PlaybackLedger.step(ledger, { _tag: "Interrupted" })
  return [...plan.truncate, ...plan.delete]
}
