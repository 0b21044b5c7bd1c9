import { ClientEvent, Closed, ServerEvent, TransportError } from "@antiphon/core"
import { SessionMachine, transcript } from "@antiphon/session"

/** What is used of a `WebSocket`. */
interface Socket {
  send: (frame: string) => void
  close: (code: number, reason: string) => void
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null
}

/** A session over a bare `WebSocket`, without Effect and without a speaker. */
const converse = (socket: Socket) => {
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
    waiting.set(id, Promise.withResolvers())
    take(input(id))
    return waiting.get(id)?.promise.finally(() => waiting.delete(id)) ?? Promise.reject(new Error("no answer"))
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

// Stands for `new WebSocket(url, protocols)` and a server at its other end, which takes every item.
const say = (type: string, fields: object) => {
  const data = JSON.stringify({ type, event_id: crypto.randomUUID(), ...fields })
  queueMicrotask(() => socket.onmessage?.({ data }))
}
const socket: Socket = {
  send: (frame) => say("conversation.item.added", { item: JSON.parse(frame).item }),
  close: () => {},
  onmessage: null,
  onclose: null
}
const session = converse(socket)
say("session.created", { session: { type: "realtime" } })
await session.opened

const item = { type: "message", role: "user", content: [{ type: "input_text", text: "Remember me." }] } as const
await session.run({ _tag: "addItem", item, after: undefined })
for (const { role, text } of transcript(session.state())) console.log(`${role}: ${text}`)
