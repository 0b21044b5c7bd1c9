import { interruptionPlan, type LedgerInput, PlaybackLedger } from "@antiphon/audio"

const ms = (count: number) => count * 24
const a = { itemId: "A", contentIndex: 0 }
const b = { itemId: "B", contentIndex: 0 }
const c = { itemId: "C", contentIndex: 0 }

const story: ReadonlyArray<LedgerInput> = [
  // A and B have arrived whole. C is still being generated.
  { _tag: "Received", part: a, samples: ms(1600) },
  { _tag: "Ended", part: a },
  { _tag: "Received", part: b, samples: ms(3000) },
  { _tag: "Ended", part: b },
  { _tag: "Received", part: c, samples: ms(1600) },
  // The player was given A, B and half a second of C.
  { _tag: "Queued", part: a, samples: ms(1600) },
  { _tag: "Queued", part: b, samples: ms(3000) },
  { _tag: "Queued", part: c, samples: ms(500) },
  // It has rendered 3.2 s of that. The last 120 ms have not reached the ear.
  { _tag: "Rendered", until: ms(3200), latencyMs: 120 }
]

const ledger = story.reduce(PlaybackLedger.step, PlaybackLedger.make({ rate: 24_000 }))
for (const { heard, itemId, queued, received } of PlaybackLedger.accounts(ledger)) {
  console.log(`${itemId}  received ${received / 24} ms, queued ${queued / 24} ms, heard ${heard / 24} ms`)
}
const { delete: deleted, keep, truncate } = interruptionPlan(ledger)
for (const itemId of keep) console.log(`keep ${itemId}`)
for (const event of [...truncate, ...deleted]) console.log(JSON.stringify(event))
