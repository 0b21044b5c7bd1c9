/** Connects where an optional peer is not installed, and prints the error. */
import { Endpoint } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { registerHooks } from "node:module"

const absent = process.argv[2] ?? ""

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier !== absent) return next(specifier, context)
    throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: "ERR_MODULE_NOT_FOUND" })
  }
})

const { accept, make } = await import("../../../src/node.ts")
const endpoint = Endpoint.conversation({ model: "m" })
const offer = ["v=0", "m=audio 9 x 111", "a=mid:0", "a=rtpmap:111 opus/48000/2", "m=application 9 x y", ""].join("\r\n")

const errors = await Effect.runPromise(
  Effect.scoped(
    Effect.all([
      Effect.flip(make({ exchange: () => Effect.never }).connect(endpoint)),
      Effect.flip(accept(offer, { vocabulary: endpoint }))
    ])
  )
)
for (const { message, reason } of errors) process.stdout.write(`${reason._tag}: ${message}\n`)
