/** The user at work. Each act becomes commands of the session, and what they come to is written down. */
import type { AudioFormat } from "@antiphon/audio"
import type { ConversationItem, SessionRequest } from "@antiphon/core/shapes"
import { conversation, inputFormat, type SessionMachine, type SessionState } from "@antiphon/session"
import { block, blockMs, codedBlock, type Loudness } from "../device/voices.ts"
import type { Act } from "../script/Act.ts"
import { configuration, type Plan } from "../script/Plan.ts"
import type { Command, Outcome } from "../story/Story.ts"
import type { World } from "../world/World.ts"
import type { Client, Settled } from "./Client.ts"
import type { Holder } from "./Holder.ts"

/** How long a command may take, ms. It waits for its answer, and before that for a connection if the session outlives one. */
export const deadlineMs = ({ lasts }: Pick<Plan, "lasts">): number => (lasts ? 20_000 : 10_000)
/** Deadlines in ms, of a command that may stand in a queue, of a command that waits to be sent and of an interruption. */
const queuedMs = 130_000
const sentMs = 45_000
const interruptMs = 2100

export interface User {
  readonly act: (act: Act) => void
  readonly configure: (session: SessionRequest) => void
}

/** A command of the user under way. */
interface Running {
  readonly command: Command
  readonly client: Client
  /** What the session is asked for now. */
  id: string | undefined
}

type Next = (settled: Settled) => void

export const makeUser = (world: World, holder: Holder): User => {
  const { book, clock, script } = world
  const { plan } = script
  const answerMs = deadlineMs(plan)
  const running = new Set<Running>()
  let isSpeaking = false
  let typed = 0

  const begin = (name: string, limitMs: number, run: (mine: Running) => void): void => {
    const client = holder.client()
    if (client === undefined) return book.note(`the user has no session for ${name}`)
    const command: Command = {
      n: book.commands.length + 1,
      name,
      limitMs,
      link: holder.link()?.fate.n ?? 0,
      beganAt: clock.now(),
      settledAt: undefined,
      outcome: undefined
    }
    book.commands.push(command)
    book.tell({ _tag: "Began", command })
    const mine: Running = { command, client, id: undefined }
    running.add(mine)
    run(mine)
  }
  const end = (mine: Running, outcome: Outcome): void => {
    if (!running.delete(mine)) return
    mine.command.settledAt = clock.now()
    mine.command.outcome = outcome
    book.tell({ _tag: "Settled", command: mine.command })
  }
  /** Asks the session, and goes on with its answer. */
  const ask = (mine: Running, command: SessionMachine.Command, next: Next): string => {
    const asked = mine.client.ask(
      (id) => ({ _tag: "Command", id, command }),
      (settled) => {
        mine.id = undefined
        if (!running.has(mine)) return
        if (settled._tag === "Failed") end(mine, settled)
        else next(settled)
      }
    )
    mine.id = asked
    return asked
  }
  const done =
    (mine: Running): Next =>
    () =>
      end(mine, { _tag: "Value" })
  const once = (name: string, limitMs: number, command: SessionMachine.Command): void =>
    begin(name, limitMs, (mine) => ask(mine, command, done(mine)))

  /** Sends one block. It waits while there is no connection. */
  const sendBlock = (mine: Running, loudness: Loudness, next: () => void): void => {
    const id = ask(mine, { _tag: "sendAudio" }, () => {
      const link = mine.client.link()
      if (link?.track !== undefined) link.sendTrack(block(loudness))
      else mine.client.sendBlock(codedBlock(loudness, formatOf(mine.client)), blockMs)
      mine.client.apply({ _tag: "AudioDone", id })
      next()
    })
  }
  const formatOf = ({ machine }: Client): AudioFormat => inputFormat(machine().session.session)

  const talk = ({ inRealTime, push, quietMs, speechMs }: Extract<Act, { readonly do: "talk" }>): void => {
    if (isSpeaking) return
    isSpeaking = true
    const all = Math.floor((speechMs + quietMs) / blockMs)
    const loud = Math.floor(speechMs / blockMs)
    const isPushed = push !== "no"
    begin(isPushed ? "push to talk" : "sendAudio", isPushed ? sentMs + queuedMs : sentMs, (mine) => {
      const from = (n: number): void => {
        if (!running.has(mine)) return
        if (n === all) return spoken()
        sendBlock(mine, n < loud ? "loud" : "quiet", () => {
          if (inRealTime) clock.after(blockMs, () => from(n + 1))
          else from(n + 1)
        })
      }
      const spoken = (): void => {
        isSpeaking = false
        if (!isPushed) return end(mine, { _tag: "Value" })
        ask(mine, { _tag: "commit" }, push === "ask" ? () => ask(mine, create({}), done(mine)) : done(mine))
      }
      from(0)
    })
  }
  /** The user stops to speak when the command ends, in whatever way. */
  const stillSpeaks = (): boolean =>
    [...running].some(({ command }) => command.name === "sendAudio" || command.name === "push to talk")

  const someItem = (which: number): string => {
    const state = holder.client()?.machine().session
    const ids = state === undefined ? [] : conversation(state).map(({ id }) => id)
    // Now and then there is no such item.
    return ids[Math.floor(which * (ids.length + 0.3))] ?? "nothing"
  }
  const configure = (session: SessionRequest): void => once("configure", answerMs, { _tag: "configure", session })

  const act = (deed: Act): void => {
    if (isSpeaking && !stillSpeaks()) isSpeaking = false
    switch (deed.do) {
      case "talk":
        return talk(deed)
      case "sendText":
        return once("sendText", answerMs + queuedMs, { _tag: "sendText", text: `Number ${(typed += 1)}?` })
      case "createResponse":
        return deed.aside
          ? once("createResponse aside", answerMs, create({ conversation: "none", output_modalities: ["text"] }))
          : once("createResponse", queuedMs, create({}))
      case "interrupt":
        return begin("interrupt", interruptMs, (mine) => {
          mine.id = mine.client.ask(
            (id) => ({ _tag: "Interrupt", id }),
            (settled) => end(mine, settled._tag === "Failed" ? settled : { _tag: "Value" })
          )
        })
      case "takeBack": {
        const all = [...running]
        const mine = all[Math.floor(deed.which * all.length)]
        if (mine === undefined) return
        end(mine, { _tag: "Interrupted" })
        if (mine.id !== undefined) mine.client.withdraw(mine.id)
        return
      }
      case "deleteItem":
        return once("deleteItem", answerMs, { _tag: "deleteItem", itemId: someItem(deed.which) })
      case "retrieveItem":
        return once("retrieveItem", answerMs, { _tag: "retrieveItem", itemId: someItem(deed.which) })
      case "addItem": {
        const after = deed.after === "item" ? someItem(deed.which) : deed.after === "root" ? "root" : undefined
        const item = message(deed.role, `Noted ${(typed += 1)}.`)
        return once("addItem", answerMs, { _tag: "addItem", item, after })
      }
      case "configure":
        return configure(change(plan, deed))
      case "commit":
        return once("commit", answerMs, { _tag: "commit" })
      case "clearInput":
        return once("clearInput", answerMs, { _tag: "clearInput" })
      case "leave":
        return holder.leave(deed.how)
      case "reconnect":
        return holder.reconnect()
      case "stall":
        return holder.link()?.stall(deed.lane, deed.ms)
    }
  }
  return { act, configure }
}

const create = (params: Extract<SessionMachine.Command, { readonly _tag: "createResponse" }>["params"]) =>
  ({ _tag: "createResponse", params }) as const

const message = (role: "user" | "assistant" | "system", text: string): ConversationItem => {
  switch (role) {
    case "user":
    case "system":
      return { type: "message", role, content: [{ type: "input_text", text }] }
    case "assistant":
      return { type: "message", role, content: [{ type: "output_text", text }] }
  }
}

/** The change of the configuration that an act is. */
const change = (plan: Plan, { modality, turns }: Extract<Act, { readonly do: "configure" }>): SessionRequest => {
  const input = turns === undefined ? {} : { audio: { input: { turn_detection: turns } } }
  if (plan.kind === "transcription") return { type: "transcription", ...input }
  return {
    type: "realtime",
    ...(modality === undefined ? {} : { output_modalities: [modality] }),
    ...(turns === undefined ? { instructions: "Be kind." } : input)
  }
}

/** The configuration in which no idle user is answered, so that a story can end. */
export const restful = (plan: Plan, state: SessionState | undefined): SessionRequest | undefined => {
  const session = state?.session
  const audio = session !== undefined && "audio" in session ? session.audio : undefined
  const detection = audio?.input?.turn_detection
  if (detection == null || !("idle_timeout_ms" in detection) || detection.idle_timeout_ms == null) return undefined
  const { type } = configuration(plan)
  return { type, audio: { input: { turn_detection: { ...detection, idle_timeout_ms: null } } } }
}

/** The configuration in which the server finds no turns. */
export const withoutTurns = (plan: Plan): SessionRequest => {
  const { type } = configuration(plan)
  return { type, audio: { input: { turn_detection: null } } }
}
