/** The programs of the guide to Live hold the same turn with the same server, one in each protocol. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { printed } from "./guides.ts"
import { speech } from "./page.ts"
import { ran } from "./ran.ts"
import { scripted } from "./scripted.ts"

it.live("the programs in Realtime and in Live print what the page shows, and a page's offer is passed on", () =>
  Effect.gen(function* () {
    const book = { heard: "A table for two.", calls: [{ name: "book", arguments: { people: 2 } }] }
    const REALTIME_URL = yield* scripted({ turns: [book, { say: "A table for 2 is booked." }] })
    const programs = ["live/realtime.ts", "live/live.ts"]
    const outputs = yield* Effect.forEach(programs, (program) =>
      Effect.promise(() => ran(program, { REALTIME_URL }, speech))
    )
    assert.deepStrictEqual(outputs, programs.map(printed))

    // The page's program reads the environment when it is loaded. The server refuses an offer that is none.
    process.env["REALTIME_URL"] = REALTIME_URL
    process.env["OPENAI_API_KEY"] = "sk-any"
    const { answer, goOn } = yield* Effect.promise(() => import("../src/live/page.ts"))
    const offer = () => new Request("http://localhost/", { method: "POST", body: "no offer" })
    const refusals = yield* Effect.promise(() => Promise.allSettled([answer(offer()), goOn("live_sess_none", offer())]))
    assert.deepStrictEqual(
      refusals.map((each) => each.status === "rejected" && [each.reason.detail.status, each.reason.detail.error?.code]),
      [
        [400, "invalid_offer"],
        [404, "session_not_found"]
      ]
    )
  })
)
