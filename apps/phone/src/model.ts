/** The model of the calls. It is a server in this process that greets at length and answers what it heard, or one elsewhere. */
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { Engine, type Script, scripted, serve } from "@antiphon/server"
import { makeVoice } from "@antiphon/speech/node"
import { listen } from "@antiphon/transport-websocket/node"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { once } from "node:events"
import { createServer } from "node:http"
import { makeEars } from "./ears.ts"
import { joined } from "./joined.ts"

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
/** The answer to the recording, if the words of it were understood. */
const understood = {
  when: "amiable woman",
  say: "An amiable woman would like our plum cake."
}
/** The answers to anything else. */
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

/** Starts a server that plays the script, on a free port of this machine. The scope ends it. */
const play = Effect.fnUntraced(function* (script: Script) {
  const server = createServer()
  server.listen(0, "127.0.0.1")
  yield* Effect.promise(() => once(server, "listening"))
  const address = server.address()
  const listener = yield* listen({ vocabulary: { incoming: ClientEvent, outgoing: ServerEvent }, server })
  const engine = Layer.succeed(Engine, scripted(script, { transcribe: yield* makeEars }))
  yield* Effect.forkScoped(Effect.provide(listener.run(serve), engine))
  yield* Effect.addFinalizer(() => Effect.sync(() => server.close()))
  return `ws://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1`
})

/** Starts the server in this process, or names the one elsewhere. */
export const openModel = async (url: string | undefined): Promise<Model> => {
  if (url !== undefined) return { name: url, where: { url }, close: async () => {} }
  const texts = [greeting, understood.say, ...answers]
  const [first, known, ...rest] = (await voicesOf(texts)).map((voice, index) => ({ say: texts[index] ?? "", voice }))
  // A call has a few answers, and its greeting does not come again.
  const script: Script = {
    turns: [first ?? { say: greeting }, ...rest, ...rest, ...rest],
    answers: [{ ...known, when: understood.when }]
  }
  const scope = Scope.makeUnsafe()
  const where = await Effect.runPromise(Scope.provide(play(script), scope))
  const close = (): Promise<void> => Effect.runPromise(Scope.close(scope, Exit.void))
  return { name: "in this process", where: { url: where, key: "none" }, close }
}
