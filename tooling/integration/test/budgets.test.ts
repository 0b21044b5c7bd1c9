/** Holds the sum of a process's budgets, by the defaults that the packages export. */
import { connectionLimits } from "@antiphon/core/transport"
import { ByteBudget, defaultMaxConnections, defaultSecretCharacters } from "@antiphon/server"
import { maxBacklogBytes } from "@antiphon/transport-websocket/node"
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const mebibyte = 1024 * 1024

/** The heap of Node in a small container. */
const smallHeap = 512 * mebibyte

/** What the values of a frame take in the heap for each byte of the frame, with the frame itself. */
const valuesPerByte = 4

it.effect("the budgets of a process add up to less than a heap of 512 MiB by default", () =>
  Effect.gen(function* () {
    const sessions = (yield* ByteBudget).room()
    const parts = {
      sessions,
      unread: maxBacklogBytes,
      unwritten: defaultMaxConnections * connectionLimits({}).highWaterBytes,
      secrets: 2 * defaultSecretCharacters,
      frame: valuesPerByte * connectionLimits({}).maxEventBytes,
      // A recorder writes the lines of what it has just read, before the events go on.
      recorder: maxBacklogBytes
    }
    const sum = Object.values(parts).reduce((total, each) => total + each)
    assert.isBelow(sum, smallHeap, JSON.stringify(parts))
    // The code of the server and its young generation need the rest.
    assert.isBelow(sum, smallHeap - 64 * mebibyte, JSON.stringify(parts))
  })
)
