/** The cases of engines, which are things that an answer or an upstream server can have more of. */
import { createServer } from "node:http"
import { once } from "node:events"
import { ClientEvent, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import {
  compatible,
  Engine,
  type EngineParts,
  type ResponseChunk,
  type ResponseRequest,
  scripted,
  serve
} from "@antiphon/server"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { PartCase } from "../Case.ts"
import type { Work } from "../measureGrowth.ts"
import { run } from "../wires.ts"

const request: ResponseRequest = {
  id: "resp_1",
  turn: 0,
  context: [],
  instructions: "",
  modality: "text",
  voice: { name: "alloy", speed: 1 },
  tools: [],
  toolChoice: "auto",
  parallelToolCalls: true,
  maxOutputTokens: "inf"
}

const answer = ({ respond }: EngineParts, asked: Partial<ResponseRequest> = {}): Promise<unknown> =>
  Effect.runPromise(Effect.ignore(Stream.runDrain(respond({ ...request, ...asked }))))

/** Asks the compatible engine, whose chat server on loopback answers with these pieces. */
const upstream =
  (pieces: (n: number) => ReadonlyArray<object>) =>
  (n: number): Work => {
    const body = [...pieces(n).map((piece) => `data: ${JSON.stringify(piece)}\n\n`), "data: [DONE]\n\n"].join("")
    return async () => {
      const server = createServer((_request, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" })
        response.end(body)
      })
      server.listen(0, "127.0.0.1")
      await once(server, "listening")
      const address = server.address()
      const port = typeof address === "object" ? address?.port : undefined
      await answer(compatible({ chat: { baseUrl: `http://127.0.0.1:${port}/v1`, model: "m" } }), {
        context: [{ item: { type: "message", role: "user", content: [{ type: "input_text", text: "?" }] }, audio: [] }]
      })
      server.closeAllConnections()
      server.close()
    }
  }

/** Asks a session of the server for an answer, and reads it to its end. */
const served =
  (modality: "audio" | "text", parts: (n: number) => Partial<EngineParts>) =>
  (n: number): Work => {
    const engine = { ...scripted({ turns: [{ say: "Yes." }] }), ...parts(n) }
    const question = JSON.stringify({ type: "response.create", response: { output_modalities: [modality] } })
    return () =>
      run(
        Effect.gen(function* () {
          const { client, server, wire } = yield* pair({ incoming: ServerEvent, outgoing: ClientEvent })
          yield* Effect.forkScoped(Effect.provideService(serve(server), Engine, engine))
          wire.toServer.write(question)
          yield* Stream.runDrain(
            Stream.takeUntil(
              client.incoming,
              (decoded) => decoded._tag === "Known" && decoded.event.type === "response.done"
            )
          )
        })
      )
  }

const says =
  (chunks: (n: number) => ReadonlyArray<ResponseChunk>) =>
  (n: number): Partial<EngineParts> => ({
    respond: () => Stream.fromIterable(chunks(n)),
    speak: (_voice, text) => Stream.map(text, () => new Int16Array(240))
  })

const delta = (fields: object): object => ({ choices: [{ index: 0, delta: fields }] })
const call = (at: number, text: string): object =>
  delta({ tool_calls: [{ index: at, id: `call_${at}`, function: { name: "f", arguments: text } }] })
const numbers = (n: number): ReadonlyArray<number> => Array.from({ length: n }, (_, at) => at)

export const engineCases: ReadonlyArray<PartCase> = [
  {
    name: "compatible: pieces of text",
    prepare: upstream((n) => numbers(n).map((at) => delta({ content: `word ${at} ` })))
  },
  { name: "compatible: one piece of text", prepare: upstream((n) => [delta({ content: "word ".repeat(n) })]) },
  { name: "compatible: calls", prepare: upstream((n) => numbers(n).map((at) => call(at, "{}"))) },
  { name: "compatible: pieces of one call", prepare: upstream((n) => numbers(n).map(() => call(0, "x"))) },
  {
    name: "scripted: words without a full stop",
    prepare: (n) => {
      const engine = scripted({ turns: [{ say: "word ".repeat(n) }] })
      return () => answer(engine)
    }
  },
  {
    name: "scripted: calls",
    prepare: (n) => {
      const engine = scripted({ turns: [{ calls: numbers(n).map(() => ({ name: "f", arguments: {} })) }] })
      return () => answer(engine)
    }
  },
  {
    name: "served: words",
    prepare: served(
      "text",
      says((n) => numbers(n).map(() => ({ _tag: "Text", text: "word " })))
    )
  },
  {
    name: "served: words that are spoken, without a full stop",
    prepare: served(
      "audio",
      says((n) => numbers(n).map(() => ({ _tag: "Text", text: "word " })))
    )
  },
  {
    name: "served: sentences that are spoken",
    prepare: served(
      "audio",
      says((n) => numbers(n).map(() => ({ _tag: "Text", text: "A word. " })))
    )
  },
  {
    name: "served: one sentence that is spoken",
    prepare: served(
      "audio",
      says((n) => [{ _tag: "Text", text: "word ".repeat(n) }])
    )
  },
  {
    name: "served: pieces of audio",
    prepare: served(
      "audio",
      says((n) => numbers(n).map(() => ({ _tag: "Audio", samples: new Int16Array(240) })))
    )
  },
  {
    name: "served: calls",
    prepare: served(
      "text",
      says((n) => numbers(n).map(() => ({ _tag: "FunctionCall", name: "f" })))
    )
  },
  {
    name: "served: messages",
    prepare: served(
      "text",
      says((n) => numbers(n).flatMap(() => [{ _tag: "Message" }, { _tag: "Text", text: "word" }] as const))
    )
  }
]
