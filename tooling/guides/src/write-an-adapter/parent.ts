import { connect } from "@antiphon/client"
import { Transport } from "@antiphon/core"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { layer } from "./ChildProcessTransport.ts"

const child = new URL("child.ts", import.meta.url).pathname
const start = () => spawn(process.execPath, [child], { stdio: ["pipe", "pipe", "inherit"] })
// A process takes longer to start than a socket takes to open.
const transport = await Effect.runPromise(Effect.provide(Transport, layer(start, { openTimeout: "30 seconds" })))

await using session = await connect({ transport, model: "any", key: "none", timeoutMs: 30_000 })
const { response } = await session.sendText("Hello?")
for await (const words of response.transcript()) process.stdout.write(words)
console.log("")
