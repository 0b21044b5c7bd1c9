/** The programs for a microphone in Node, with programs on the PATH that stand in for sox. */
import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { createInterface } from "node:readline"
import { antiphonServe } from "./antiphonServe.ts"
import { pathOf, printed } from "./guides.ts"
import { speech } from "./page.ts"
import { compiled, ran } from "./ran.ts"
import { folder } from "./scripted.ts"

/** A `rec` that records the human turn and 2 s of silence, and a `play` that keeps what it plays. */
const standIns = Effect.map(folder, (root) => {
  const programs = {
    rec: `tail -c +45 '${speech}'; head -c 96000 /dev/zero; exec sleep 600`,
    play: `exec cat > '${join(root, "played.pcm")}'`
  }
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(root, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(root, name), 0o755)
  }
  return root
})

it.live("a spoken turn is answered through the loudspeaker, and Ctrl-C ends the program", () =>
  Effect.gen(function* () {
    const [root, REALTIME_URL] = yield* Effect.all([standIns, antiphonServe()])
    const PATH = `${root}${delimiter}${process.env["PATH"]}`
    yield* Effect.promise(async () => {
      const talk = spawn(process.execPath, [pathOf("voice-in-node/talk.ts")], {
        env: { ...process.env, ...compiled, PATH, REALTIME_URL },
        stdio: ["ignore", "pipe", "inherit"]
      })
      const exit = once(talk, "exit")
      const [line] = await once(createInterface({ input: talk.stdout }), "line")
      assert.strictEqual(`${line}\n`, printed("voice-in-node/talk.ts"))
      talk.kill("SIGINT")
      assert.deepStrictEqual(await exit, [0, null])
    })
    assert.isAbove(readFileSync(join(root, "played.pcm")).length, 0)
  })
)

it.live("what is said while the button is held is answered when it is released", () =>
  Effect.gen(function* () {
    const REALTIME_URL = yield* antiphonServe()
    const stdout = yield* Effect.promise(() => ran("voice-in-node/walkieTalkie.ts", { REALTIME_URL }, speech))
    assert.strictEqual(stdout, printed("voice-in-node/walkieTalkie.ts"))
  })
)
