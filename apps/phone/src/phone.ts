/** Calls over a carrier on loopback. */
import { listen } from "@antiphon/telephony/node"
import { answer, noteOf, type Notes, noting } from "./agent.ts"
import { makeCall, readRecording } from "./caller.ts"
import { lineOf } from "./dialects.ts"
import { figuresOf, worstOf } from "./figures.ts"
import { writeFiles } from "./files.ts"
import { openModel } from "./model.ts"
import type { Options } from "./options.ts"
import { reportOf, summaryOf } from "./report.ts"

/** Calls begin this far apart, in ms, so that they do not all do the same at once. */
const staggerMs = 130

/** Makes the calls, writes the files of the first, and prints the figures. Returns whether every call was answered. */
export const phone = async (options: Options): Promise<boolean> => {
  const recording = await readRecording()
  const model = await openModel(options.url)
  const line = lineOf(options.dialect)
  const notes: Notes = new Map()
  const failures: Array<string> = []
  const listener = await listen({
    carrier: noting(line.carrier, notes),
    maxCalls: options.calls,
    onError: (error) => failures.push(error instanceof Error ? error.message : String(error)),
    onCall: (call) => answer(call, model, options.model, notes)
  })
  try {
    const calls = await Promise.all(
      Array.from({ length: options.calls }, async (_, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * staggerMs))
        return makeCall({ line, port: listener.port, recording, options, seed: index + 1 })
      })
    )
    await until(() => calls.every(({ callId }) => noteOf(notes, callId).end !== undefined))
    const figures = calls.map((call) => figuresOf(call, noteOf(notes, call.callId)))
    const [first] = calls
    const [firstFigures] = figures
    const worst = worstOf(figures)
    if (first === undefined || firstFigures === undefined || worst === undefined) return false
    const written = await writeFiles(options.out, first)
    const { calls: count, delayMs, dialect, jitterMs, lostMarks } = options
    if (options.json) {
      const files = written.map(({ path }) => path)
      const about = { dialect, delayMs, jitterMs, lostMarks, calls: count, server: model.name }
      const each = count === 1 ? {} : { each: figures }
      process.stdout.write(`${JSON.stringify({ ...about, ...worst, ...each, files, failures })}\n`)
    } else {
      process.stdout.write(reportOf({ call: first, figures: firstFigures, options, server: model.name, written }))
      if (count > 1) process.stdout.write(summaryOf(figures))
      for (const failure of failures) process.stderr.write(`phone: ${failure}\n`)
    }
    return failures.length === 0 && figures.every(({ answeredMs, toldMs }) => answeredMs !== null && toldMs !== null)
  } finally {
    await listener.close()
    await model.close()
  }
}

/** Waits for something that comes soon, 5 s at most. */
const until = async (holds: () => boolean): Promise<void> => {
  for (let waited = 0; waited < 5000 && !holds(); waited += 20) await new Promise((resolve) => setTimeout(resolve, 20))
}
