import { ClientEvent, Closed, ServerEvent, TransportError } from "@antiphon/core"
import { SessionMachine, transcript } from "@antiphon/session"

/** A session over a bare `WebSocket`, without Effect and without a speaker. `onEvent` gets each event of the server. */
const converse = (socket: WebSocket, onEvent: (event: { readonly type: string }) => void) => {
  let state = SessionMachine.start(crypto.randomUUID())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const waiting = new Map<string, PromiseWithResolvers<SessionMachine.Answer>>()

  const perform = (output: SessionMachine.Output): void => {
    switch (output._tag) {
      case "Send":
        return socket.send(ClientEvent.encode(output.event))
      case "Settle":
        return waiting.get(output.id)?.resolve(output.answer)
      case "Fail":
        return waiting.get(output.id)?.reject(output.error)
      case "SetTimer":
        clearTimeout(timers.get(output.timer))
        timers.set(output.timer, setTimeout(take, output.afterMs, { _tag: "TimerRan", timer: output.timer }))
        return
      case "ClearTimer":
        return clearTimeout(timers.get(output.timer))
      case "Publish":
        return onEvent(output.event)
      case "Close":
        return socket.close(1000, output.reason)
    }
  }
  const take = (input: SessionMachine.Happening): void => {
    const step = SessionMachine.step(state, { ...input, now: Date.now() })
    state = step.state
    for (const output of step.outputs) perform(output)
  }
  const ask = (input: (id: string) => SessionMachine.Happening): Promise<SessionMachine.Answer> => {
    const id = crypto.randomUUID()
    const asked = Promise.withResolvers<SessionMachine.Answer>()
    waiting.set(id, asked)
    take(input(id))
    return asked.promise.finally(() => waiting.delete(id))
  }
  socket.onmessage = ({ data }) => take({ _tag: "Received", decoded: ServerEvent.decode(String(data)) })
  socket.onclose = ({ code, reason }) =>
    take({ _tag: "Lost", error: new TransportError({ reason: new Closed({ code, reason, by: "remote" }) }) })
  return {
    opened: ask((id) => ({ _tag: "Opened", id, trackRate: undefined, doubtsSilence: true, resuming: undefined })),
    run: (command: SessionMachine.Command) => ask((id) => ({ _tag: "Command", id, command })),
    state: () => state.session
  }
}

const { OPENAI_API_KEY: key, REALTIME_URL: url } = process.env
const socket = new WebSocket(`${url}/realtime?model=gpt-realtime`, ["realtime", `openai-insecure-api-key.${key}`])
const answered = Promise.withResolvers<void>()
const session = converse(socket, ({ type }) => (type === "response.done" ? answered.resolve() : undefined))

await session.opened
await session.run({ _tag: "configure", session: { type: "realtime", output_modalities: ["text"] } })
await session.run({ _tag: "sendText", text: "What time is it?" })
await answered.promise
for (const { role, text } of transcript(session.state())) console.log(`${role}: ${text}`)
socket.close()
