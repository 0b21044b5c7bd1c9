import { Endpoint, Transport } from "@antiphon/core"
import type { Adapter, Setup } from "@antiphon/transport-compliance"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { type Child, layer } from "./ChildProcessTransport.ts"
import { overLines } from "./overLines.ts"

const maxEventBytes = 64 * 1024

/** The processes under test that still run. */
const running = new Set<Child>()

const start = (...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "ignore"] })
  running.add(child)
  child.once("exit", () => running.delete(child))
  return child
}

/** Opens the end under test as a user would: by its layer, to an endpoint with the suite's vocabulary. */
const dial = ({ codec, highWaterBytes, inbox, patience }: Setup, started: () => Child) =>
  Effect.gen(function* () {
    const { connect } = yield* Transport
    const endpoint = Endpoint.conversation({ model: "compliance" })
    return yield* connect({ ...endpoint, incoming: codec, outgoing: codec })
  }).pipe(
    Effect.provide(
      layer(started, {
        inbox,
        highWaterBytes,
        maxEventBytes,
        openTimeout: patience.open,
        closeTimeout: patience.close,
        drainTimeout: patience.dead
      })
    )
  )

const relay = new URL("relay.ts", import.meta.url).pathname

/** The place where the child's pipes come out again in this process: a socket that can hang, and vanish. */
const meeting = Effect.acquireRelease(
  Effect.promise(async () => {
    const server = createServer({ noDelay: true })
    await once(server.listen(0, "127.0.0.1"), "listening")
    const address = server.address()
    const port = typeof address === "object" ? `${address?.port}` : ""
    const socket = Effect.promise(async (): Promise<Socket> => (await once(server, "connection"))[0])
    return { server, port, socket }
  }),
  ({ server }) => Effect.sync(() => server.close())
)

export const adapter: Adapter = {
  name: "child process",
  capabilities: { audio: "events", maxEventBytes, deadPeer: "drain" },
  open: (setup) =>
    Effect.gen(function* () {
      const { port, socket } = yield* Scope.provide(meeting, setup.peerScope)
      const frames = { incoming: setup.frames, outgoing: setup.frames }
      const far = Effect.gen(function* () {
        const pipe = yield* socket
        const peer = yield* overLines({ input: pipe, output: pipe }, frames)
        const drop = Effect.sync(() => pipe.destroy())
        const stall = Effect.sync(() => {
          pipe.pause()
          return Effect.sync(() => void pipe.resume())
        })
        return { ...peer, drop, stall }
      }).pipe(Scope.provide(setup.peerScope))
      const near = dial(setup, () => start(relay, port))
      const [peer, connection] = yield* Effect.all([far, near], { concurrency: 2 })
      return { connection, peer }
    }),
  refused: (setup) => dial(setup, () => spawn("no-such-program", { stdio: ["pipe", "pipe", "inherit"] })),
  unanswered: (setup) => dial(setup, () => start("-e", "process.stdin.resume()")),
  held: Effect.sync(() => running.size)
}
