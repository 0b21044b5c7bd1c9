/** The bus within one process. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { EngineUnavailable, NoSuchSession } from "../GatewayError.ts"
import { observerBound, type Seen, SessionBus } from "../services/SessionBus.ts"
import type { Token } from "../Token.ts"
import type { MemoryOwner, MemoryStore } from "./MemoryStore.ts"

export const memoryBus = (store: MemoryStore): Layer.Layer<SessionBus> =>
  Layer.succeed(SessionBus, {
    own: Effect.fnUntraced(function* (sid, answer) {
      const owner: MemoryOwner = { answer, readers: new Set() }
      yield* Effect.acquireRelease(
        Effect.sync(() => store.owners.set(sid, owner)),
        () =>
          Effect.sync(() => {
            if (store.owners.get(sid) === owner) store.owners.delete(sid)
          })
      )
      let n = 0
      return {
        observers: () => owner.readers.size,
        publish: (event: string) => {
          n++
          for (const reader of owner.readers) reader({ n, event })
        }
      }
    }),
    ask: Effect.fnUntraced(function* (sid, question, within = "2 seconds") {
      const { answer } = yield* ownerOf(store, sid)
      return yield* Effect.timeoutOrElse(answer(question), {
        duration: within,
        orElse: () => Effect.fail(new EngineUnavailable({ detail: `the owner of session ${sid} did not answer` }))
      })
    }),
    observe: Effect.fnUntraced(function* (sid, bound = observerBound) {
      const { readers } = yield* ownerOf(store, sid)
      const queue = yield* Queue.sliding<Seen>(bound)
      const reader = (seen: Seen) => void Queue.offerUnsafe(queue, seen)
      yield* Effect.acquireRelease(
        Effect.sync(() => readers.add(reader)),
        () => Effect.sync(() => readers.delete(reader))
      )
      return Stream.fromQueue(queue)
    })
  })

const ownerOf = (store: MemoryStore, sid: Token) =>
  Effect.suspend(() => {
    const owner = store.owners.get(sid)
    return owner === undefined ? Effect.fail(new NoSuchSession({ sid })) : Effect.succeed(owner)
  })
