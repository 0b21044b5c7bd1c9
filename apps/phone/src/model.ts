/** The model of the calls. It is a server in this process that greets at length and then answers, or one elsewhere. */
import { makeVoice } from "@antiphon/speech/node"
import { startServer } from "@antiphon/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

export interface Model {
  readonly name: string
  /** The address, and a key if the address is on this machine. */
  readonly where: { readonly url: string; readonly key?: string }
  readonly close: () => Promise<void>
}

const greeting =
  "Thank you for calling the bakery at the old mill. We are open from seven in the morning until six in the evening, " +
  "and on Saturdays until two. Today we have rye bread, poppy seed rolls, and a plum cake that is still warm. " +
  "If you would like to order, please tell me what you would like, and when you would like to pick it up."
const answers = ["Of course. I have written that down for you.", "Is there anything else that I can do for you?"]

/** Speaks each text once, so that twenty calls cost no more than one. */
const voicesOf = (texts: ReadonlyArray<string>): Promise<ReadonlyArray<Int16Array>> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const voice = yield* makeVoice
        return yield* Effect.forEach(texts, (text) =>
          Effect.map(Stream.runCollect(voice.speak({ name: "alloy", speed: 1 }, Stream.make(text))), joined)
        )
      })
    )
  )

export const joined = (blocks: Iterable<Int16Array>): Int16Array => {
  const all = [...blocks]
  const out = new Int16Array(all.reduce((length, block) => length + block.length, 0))
  let at = 0
  for (const block of all) {
    out.set(block, at)
    at += block.length
  }
  return out
}

/** Starts the server in this process, or names the one elsewhere. */
export const openModel = async (url: string | undefined): Promise<Model> => {
  if (url !== undefined) return { name: url, where: { url }, close: async () => {} }
  const texts = [greeting, ...answers]
  const [greets, ...rest] = await voicesOf(texts)
  const first = { say: greeting, ...(greets === undefined ? {} : { voice: greets }) }
  const turns = answers.flatMap((say, index) => {
    const voice = rest[index]
    return [{ say, ...(voice === undefined ? {} : { voice }) }]
  })
  // A call has a few answers, and its greeting does not come again.
  const server = await startServer({ turns: [first, ...turns, ...turns, ...turns] })
  return { name: "in this process", where: { url: server.url, key: "none" }, close: server.close }
}
