import { NodePlayer } from "@antiphon/audio/node"
import { connect } from "@antiphon/client"
import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { setTimeout } from "node:timers/promises"

// The standard input of `aplay -f S16_LE -r 24000` works as well.
const sink = createWriteStream(process.argv[2] ?? "heard.pcm")
await once(sink, "open")
const speaker = NodePlayer.make({ rate: 24_000, sink })

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  speaker
})
const heard = new Promise((resolve) => session.on("latency", resolve))
await session.sendText("Tell me a long story.")
await heard
await setTimeout(1000)

const { deleted, truncated } = await session.interrupt()
for (const { audio_end_ms, item_id } of truncated) console.log(`${item_id} was heard for ${audio_end_ms} ms`)
for (const { item_id } of deleted) console.log(`${item_id} was not heard`)
await speaker.close()
