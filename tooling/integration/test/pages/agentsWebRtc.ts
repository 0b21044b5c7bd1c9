/** Runs the unmodified `@openai/agents-realtime` over its own WebRTC in a page. */
import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession } from "@openai/agents-realtime"
import { loudness } from "./loudness.ts"

export interface AgentsCall {
  readonly types: ReadonlyArray<string>
  readonly failures: ReadonlyArray<string>
  readonly heard: number
  readonly callId: string | undefined
  readonly roles: ReadonlyArray<string>
}

declare global {
  interface Window {
    holdAgentsTurn: (url: string, key: string) => Promise<AgentsCall>
  }
}

/** Holds a spoken turn to the end of its playback, and interrupts a second answer while it plays. */
window.holdAgentsTurn = async (url, key) => {
  let meter: () => Promise<number> = async () => 0
  const transport = new OpenAIRealtimeWebRTC({
    baseUrl: `${url}/calls`,
    changePeerConnection: (peer) => {
      meter = loudness(peer)
      return peer
    }
  })
  const agent = new RealtimeAgent({ name: "guide", instructions: "Be brief." })
  const session = new RealtimeSession(agent, { transport, model: "gpt-realtime" })
  const types: Array<string> = []
  const failures: Array<string> = []
  const waiting = new Set<() => void>()
  transport.on("*", (event) => {
    types.push(event.type)
    for (const look of waiting) look()
  })
  session.on("error", ({ error }) => failures.push(JSON.stringify(error)))
  const until = (type: string, count: number) =>
    new Promise<void>((resolve, reject) => {
      const late = () => reject(new Error(`${type} did not come ${count} times. These came: ${types.join(" ")}`))
      const deadline = setTimeout(late, 45_000)
      const look = () => {
        if (types.filter((each) => each === type).length < count) return
        waiting.delete(look)
        clearTimeout(deadline)
        resolve()
      }
      waiting.add(look)
      look()
    })

  await session.connect({ apiKey: key })
  const { callId } = transport
  await until("output_audio_buffer.stopped", 1)
  const heard = await meter()
  session.sendMessage("And where?")
  await until("output_audio_buffer.started", 2)
  session.interrupt()
  await until("conversation.item.truncated", 1)
  const roles = session.history.flatMap((item) => (item.type === "message" ? [item.role] : []))
  session.close()
  return { types, failures, heard, callId, roles }
}
