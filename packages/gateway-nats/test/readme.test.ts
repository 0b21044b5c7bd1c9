import { findNats, startServer } from "@antiphon/nats-server"
import { assert, it } from "@effect/vitest"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it("the program of the README is this file, and the node that was too late learns which node has the session", async () => {
  assert.include(text("../README.md"), `\`\`\`ts\n${text("claimExample.ts")}\`\`\``)
  const server = await startServer({ binary: findNats() })
  try {
    const example = fileURLToPath(new URL("claimExample.ts", import.meta.url))
    const env = { ...process.env, NATS_URL: server.url }
    const { stdout } = await promisify(execFile)(process.execPath, [example], { env, timeout: 30_000 })
    assert.match(stdout, /^Node b_\w+ has claimed session sess_\w+ with epoch 2\. The session ends here\.\n$/)
  } finally {
    await server.remove()
  }
})
