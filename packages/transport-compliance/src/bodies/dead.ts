/** Bodies on peers that vanish or stop answering. */
import * as Effect from "effect/Effect"
import { check, endedWith, endOf, plain, readOwn, same, within } from "../Bench.ts"
import type { BodiesOf } from "../Bodies.ts"
import { frameOf, note } from "../Note.ts"
import { sendUntilEnd, stalled } from "./pressure.ts"

/** One body for each requirement on dead peers. */
export const dead: BodiesOf<"dead"> = {
  // Sending goes on, because a transport without pings notices a dead peer only by what stays unwritten.
  "dead.noticed": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      yield* stalled(bench)
      yield* Effect.forkScoped(sendUntilEnd(bench))
      yield* endedWith("this end", (yield* own.rest).error, "Dead")
      yield* endedWith("this end", yield* endOf("this end", bench.connection), "Dead")
    }),

  // The peer answers no close, so only the close deadline can end the connection.
  "dead.close": (bench) =>
    Effect.gen(function* () {
      yield* stalled(bench)
      yield* within("a close towards a peer that does not answer", bench.connection.close(4000, "gone"))
      yield* endOf("this end", bench.connection)
    }),

  // A transport may see the loss itself or find the peer dead. Both are right.
  "dead.drop": (bench) =>
    Effect.gen(function* () {
      const own = yield* readOwn(bench)
      yield* bench.peer.send(frameOf(note(1)))
      yield* same("this end received", (yield* own.take(1)).map(plain), [note(1)])
      yield* within("the peer to vanish", bench.drop)
      const { error } = yield* own.rest
      const { reason } = error
      yield* check(
        reason._tag === "Dead" || (reason._tag === "Closed" && reason.code === 1006 && reason.by === "remote"),
        () => `expected Closed 1006 by the remote side, or Dead, got ${error.message}`
      )
      yield* endedWith("this end", yield* endOf("this end", bench.connection), reason._tag)
    })
}
