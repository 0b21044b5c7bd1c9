import { NodePlayer } from "@antiphon/audio/node"
import { connect } from "@antiphon/client"
import { spawn } from "node:child_process"

const raw = ["-q", "-t", "raw", "-r", "24000", "-e", "signed", "-b", "16", "-c", "1"]
const recorder = spawn("rec", [...raw, "-"], { stdio: ["ignore", "pipe", "inherit"] })
const player = spawn("play", [...raw, "-"], { stdio: ["pipe", "ignore", "inherit"] })
const speaker = NodePlayer.make({ rate: 24_000, sink: player.stdin })

await using session = await connect({
  url: process.env["REALTIME_URL"],
  model: "gpt-realtime",
  session: { instructions: "Be brief." },
  speaker
})
// Ctrl-C ends the recording, and with it the session. So does a player program that ends.
const stop = () => recorder.kill()
process.once("SIGINT", stop)
player.stdin.on("error", stop)

const listen = async () => {
  for await (const bytes of recorder.stdout) await session.sendAudio(bytes)
  await session.close()
}
const print = async () => {
  for await (const { added, isFinal, role } of session.transcripts) {
    if (role === "assistant") process.stdout.write(isFinal ? `${added}\n` : added)
  }
}
await Promise.all([listen(), print()]).finally(() => {
  void speaker.close()
  recorder.kill()
  player.kill()
})
