/**
 * Runs the client's machine, as a shell does. Each input is one step, and its outputs are performed in their order. What came
 * of the outputs is known before anything else happens, and callers go on after the step.
 */
import { type PlayerCleared, sampleRate } from "@antiphon/audio"
import {
  type ClientEvent,
  type Decoded,
  Open,
  type ServerEvent,
  TransportError,
  Unauthorized,
  type UnknownEvent
} from "@antiphon/core"
import { type SessionError, SessionMachine, type SessionState } from "@antiphon/session"
import type { Speaker } from "../device/Speaker.ts"
import { type Marks, makeMarks } from "./marks.ts"
import { regressions } from "../story/regressions.ts"
import { count } from "../story/Book.ts"
import { makeAlarms } from "../world/Clock.ts"
import { type Link, openLink } from "../world/Link.ts"
import { shown } from "../world/Wall.ts"
import type { World } from "../world/World.ts"
import { makeToolRunner } from "./tools.ts"

type Happening = SessionMachine.Happening
type Answer = SessionMachine.Answer

/** How a step that is settled by its id was settled. */
export type Settled =
  | { readonly _tag: "Answer"; readonly answer: Answer }
  | { readonly _tag: "Failed"; readonly error: SessionError }

export interface Client {
  readonly machine: () => SessionMachine.MachineState
  readonly link: () => Link | undefined
  readonly apply: (input: Happening) => void
  /** Takes a step that is settled by its id, and returns the id. */
  readonly ask: (input: (id: string) => Happening, settled: (how: Settled) => void) => string
  /** The caller does not wait any more. */
  readonly withdraw: (id: string) => void
  /** Opens a connection and puts the conversation on it. */
  readonly open: (resuming: SessionMachine.PlannedReplay | undefined, settled: (how: Settled) => void) => void
  /** Sends a block of audio over the connection. */
  readonly sendBlock: (audio: string, ms: number) => void
}

/** What a client is of. */
export interface ClientParts {
  readonly world: World
  readonly speaker: Speaker
  /** Whose client it is, from 1. */
  readonly n: number
  readonly options: Partial<SessionMachine.MachineOptions>
  readonly from: SessionState | undefined
  /** There is another connection. */
  readonly connected: (link: Link) => void
  /** The conversation is on a connection. */
  readonly ready: (link: Link) => void
  /** The session is over. */
  readonly over: () => void
  readonly befell: Parameters<typeof openLink>[2]
}

/** How many changes of the state pass between two comparisons of all that is known. */
const comparedEvery = 16

export const makeClient = ({
  befell,
  connected,
  from,
  n,
  options,
  over,
  ready,
  speaker,
  world
}: ClientParts): Client => {
  const { book, clock, parts, script } = world
  const { plan } = script
  const heardBy = parts.speaker(speaker)
  const take = parts.step()
  const show = parts.shown()
  const alarms = makeAlarms(clock)
  const numbers = world.numbers(0x7001 + n)
  const settling = new Map<string, (how: Settled) => void>()
  const inputs: Array<Happening> = []
  let replies: Array<Happening> = []
  let wakes: Array<() => void> = []
  const dials = new Map<string, Dialled>()
  let link: Link | undefined
  let readied: Link | undefined
  let state = SessionMachine.start(`c${n}`, options, from)
  let before = state.session
  let changes = 0
  let serial = 0
  let isBusy = false

  const apply: Client["apply"] = (input) => {
    inputs.push(input)
    if (isBusy) return
    isBusy = true
    try {
      for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) takeAll(next)
    } catch (error) {
      book.defects.push(error)
    } finally {
      isBusy = false
    }
  }
  const takeAll = (input: Happening): void => {
    const due = [input]
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      // An input is taken once, so that it need not be copied.
      const at = { now: shown(plan.deviceWall, clock.now()), elapsed: clock.now() }
      const stepped = take(state, Object.assign(next, at))
      ;({ state } = stepped)
      for (const output of stepped.outputs) perform(output)
      if (replies.length > 0) {
        due.unshift(...replies)
        replies = []
      }
    }
    look()
    if (state.link.isReady && link !== undefined && link !== readied) {
      readied = link
      ready(link)
    }
    if (wakes.length === 0) return
    const woken = wakes
    wakes = []
    for (const wake of woken) clock.after(0, wake)
  }
  /** Compares what the readers see with what they saw. */
  const look = (): void => {
    if (state.session === before || (changes += 1) % comparedEvery !== 0) return
    compare()
  }
  const compare = (): void => {
    const after = show(state.session)
    book.regressions.push(...regressions(before, after))
    before = after
  }

  const settle = (id: string, how: Settled): void => {
    const known = book.settlements.get(id)
    book.settlements.set(id, { times: (known?.times ?? 0) + 1, withdrawn: known?.withdrawn === true })
    const settled = settling.get(id)
    settling.delete(id)
    if (settled !== undefined) wakes.push(() => settled(how))
  }
  const send = (event: ClientEvent): void => {
    const error = link?.send(event)
    if (error !== undefined) inputs.push({ _tag: "NotSent", event, error })
  }
  /** Something that ends with the connection. */
  const overLink = (name: string, ms: number, happen: () => void): void => {
    const mine = link
    alarms.set(name, ms, () => {
      if (link === mine) happen()
    })
  }
  const perform = (output: SessionMachine.Output): void => {
    switch (output._tag) {
      case "Send":
        return send(output.event)
      case "Settle":
        return settle(output.id, { _tag: "Answer", answer: output.answer })
      case "Fail":
        return settle(output.id, { _tag: "Failed", error: output.error })
      case "SetTimer":
        return alarms.set(output.timer, Math.max(0.25, output.afterMs - world.early()), () =>
          apply({ _tag: "TimerRan", timer: output.timer })
        )
      case "ClearTimer":
        return alarms.clear(output.timer)
      case "Play":
        heardBy.queue(marks.of(output.play))
        return void replies.push({ _tag: "Played", play: output.play })
      case "LookAtSpeaker": {
        const { given, latencyMs, until } = heardBy.position()
        return void replies.push({ _tag: "SpeakerAt", queued: output.queued, given, latencyMs, until })
      }
      case "StopSpeaker":
        return stopSpeaker(output.clear, heardBy.clear())
      case "RunTools":
        return tools.run(output.batch, output.calls)
      case "StopTools":
        return tools.stop()
      case "AskApproval": {
        const requestId = output.request.id
        count(book.approvals, requestId)
        const allowed = numbers.chance(0.7)
        return overLink(`approval ${requestId}`, numbers.between(0, 3000), () =>
          apply({ _tag: "ApprovalGiven", requestId, allowed })
        )
      }
      case "Publish":
        return published(output.event)
      case "Close":
        return link?.close(output.code, output.reason)
      case "Unlinked": {
        link = undefined
        return tools.end()
      }
      case "Dial":
        return dial(output.dial)
      case "Attach": {
        const dialled = dials.get(output.dial)
        return dialled === undefined ? undefined : attach(dialled)
      }
      case "HangUp": {
        const dialled = dials.get(output.dial)
        dials.delete(output.dial)
        return void wakes.push(() => dialled?.link.close(1000, ""))
      }
      case "AskWait":
        return void replies.push({ _tag: "WaitIs", ms: numbers.chance(0.1) ? undefined : numbers.between(0, 2000) })
      case "Ended":
        compare()
        return void wakes.push(over)
    }
  }
  const published = (event: ServerEvent | UnknownEvent): void => {
    if (event.type === "error") book.toldErrors.push(event)
  }
  const tools = makeToolRunner(clock, numbers, {
    concurrency: plan.toolConcurrency,
    ran: (callId) => count(book.runs, callId),
    answered: (batch, callId, output) => apply({ _tag: "ToolAnswered", batch, callId, output })
  })
  const stopSpeaker = (clear: string, progress: PlayerCleared): void => {
    // A speaker that does not say how far it came may not say that it has stopped, either.
    if (!plan.tellsPosition && numbers.chance(0.5)) return
    const known = plan.tellsPosition ? progress : undefined
    clock.after(plan.clearMs, () => apply({ _tag: "SpeakerStopped", clear, progress: known }))
  }
  const dial = (name: string): void => {
    const fails = plan.dialsFail > 0 && !world.calm && numbers.chance(plan.dialsFail)
    if (fails) {
      const error = numbers.pick([unavailable, unavailable, refused, undefined])
      if (error === undefined) return book.note("a connection does not open")
      book.note(`a connection cannot be opened: ${error.message}`)
      return void clock.after(numbers.between(0, 50), () => apply({ _tag: "DialFailed", dial: name, error }))
    }
    const dialled = connect()
    dials.set(name, dialled)
    clock.after(numbers.between(0, 50), () => apply({ _tag: "Dialled", dial: name, ...factsOf(dialled.link) }))
  }

  const marks: Marks = makeMarks(heardBy.rate, book)
  /** Opens a connection, of which nothing is read before it is attached. */
  const connect = (): Dialled => {
    const unread: Array<Happening> = []
    const read = (input: Happening): void => {
      if (!mine.isAttached) unread.push(input)
      else if (link === mine.link) apply(input)
    }
    const opened = openLink(
      world,
      {
        reads: () => !mine.isAttached || link === mine.link,
        received: (decoded: Decoded<ServerEvent>) => read({ _tag: "Received", decoded }),
        lost: (error) => read({ _tag: "Lost", error })
      },
      befell
    )
    const mine: Dialled = { link: opened, unread, isAttached: false }
    connected(opened)
    return mine
  }
  const attach = (dialled: Dialled): void => {
    ;({ link } = dialled)
    dialled.isAttached = true
    for (const input of dialled.unread.splice(0)) {
      clock.after(0, () => {
        if (link === dialled.link) apply(input)
      })
    }
  }
  const ask: Client["ask"] = (input, settled) => {
    const id = `${n}-${(serial += 1)}`
    book.settlements.set(id, { times: 0, withdrawn: false })
    settling.set(id, settled)
    apply(input(id))
    return id
  }
  return {
    machine: () => state,
    link: () => link,
    apply,
    ask,
    withdraw: (id) => {
      settling.delete(id)
      const known = book.settlements.get(id)
      if (known !== undefined && known.times === 0) book.settlements.set(id, { ...known, withdrawn: true })
      apply({ _tag: "Withdrawn", id })
    },
    open: (resuming, settled) => {
      const dialled = connect()
      attach(dialled)
      ask((id) => ({ _tag: "Opened", id, ...factsOf(dialled.link), resuming }), settled)
    },
    sendBlock: (audio, ms) => {
      if (link?.send({ type: "input_audio_buffer.append", audio }) === undefined) {
        apply({ _tag: "AudioSent", audio, ms })
      }
    }
  }
}

/** A connection that a client opened. */
interface Dialled {
  readonly link: Link
  /** What came before the conversation was on it. */
  readonly unread: Array<Happening>
  isAttached: boolean
}

/** Why a connection did not open, which passes. */
const unavailable = new TransportError({ reason: new Open({ detail: "the server is full", status: 503 }) })
/** Why a connection did not open, which does not pass. */
const refused = new TransportError({ reason: new Unauthorized({ detail: "the key is not valid", status: 401 }) })

const factsOf = ({ track }: Link) => ({ trackRate: track && 24_000, doubtsSilence: true })

/** Hz of the speaker that plays what the model says in events. */
export const speakerRate = (format: "audio/pcm" | "audio/pcmu" | "audio/pcma"): number =>
  sampleRate(format === "audio/pcm" ? { type: format, rate: 24_000 } : { type: format })
