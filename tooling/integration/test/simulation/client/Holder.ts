/** Who holds the conversation. The user goes from one session to the next by hand, or a session outlives its connections. */
import { Closed, TransportError } from "@antiphon/core"
import { conversation, replayPlan, type SessionMachine, type SessionState } from "@antiphon/session"
import type { Ear } from "../device/Speaker.ts"
import type { Link, openLink } from "../world/Link.ts"
import type { World } from "../world/World.ts"
import { type Client, makeClient, type Settled, speakerRate } from "./Client.ts"

export interface Holder {
  /** The client that has the conversation, or `undefined` while none has. */
  readonly client: () => Client | undefined
  /** The last client that there was. */
  readonly last: () => Client | undefined
  /** The connection that it has, or had last. */
  readonly link: () => Link | undefined
  /** All connections that there were. */
  readonly links: () => ReadonlyArray<Link>
  /** Something ends the connection. */
  readonly leave: (how: "drop" | "close" | "end") => void
  /** The user asks the session for another connection. A session of one connection stays on that. */
  readonly reconnect: () => void
  /** The first time that the conversation is on a connection, or at once if it was. */
  readonly whenOpened: (happen: () => void) => void
  /** Takes another connection. */
  readonly goOn: () => void
  /** Closes everything. */
  readonly end: () => void
}

/** How often the user tries by hand to get a session. From the fourth attempt on the connection has no faults. */
const mostAttempts = 7

/** After this time no session waits for a speaker that does not say how far it came, ms. */
const silentMs = 1000

/** What the book says when the user asks for another connection. */
export const reconnects = "the user asks for another connection"

const closedHere = new TransportError({ reason: new Closed({ code: 1000, reason: "", by: "local" }) })

export const makeHolder = (world: World, ear: Ear, befell: Parameters<typeof openLink>[2]): Holder => {
  const { book, clock, script } = world
  const { plan } = script
  const random = world.numbers(0x401d)
  const links: Array<Link> = []
  let client: Client | undefined
  let last: Client | undefined
  let clients = 0
  let isOver = false
  let opened: (() => void) | undefined

  const make = (from: SessionState | undefined, lasts: boolean): Client => {
    let times = 0
    const mine = makeClient({
      world,
      speaker: ear.speaker,
      n: (clients += 1),
      options: {
        policy: plan.policy,
        commandMs: 10_000,
        keptMs: lasts ? 30_000 : 0,
        speakerRate: speakerRate(plan.format),
        runsTools: true,
        approves: plan.approval !== undefined,
        replayAudio: plan.replayAudio,
        asksWaits: lasts && plan.asksWaits
      },
      from,
      connected: (link) => void links.push(link),
      ready: (link) => {
        times += 1
        client = mine
        book.tell({ _tag: "Opened", link: link.fate.n, resumed: from !== undefined || times > 1 })
        opened?.()
        opened = undefined
      },
      over: () => over(mine),
      befell
    })
    last = mine
    return mine
  }
  const isOpen = (settled: Settled): boolean => {
    if (settled._tag === "Failed") book.note(`the session could not be opened: ${settled.error.message}`)
    return settled._tag === "Answer"
  }

  /** A session of one connection. It resumes the one before. */
  const byHand = (from: SessionState | undefined, attempt = 1): void => {
    if (isOver) return
    if (attempt > mostAttempts) return void book.defects.push("no session could be opened")
    if (attempt > 3) world.calm = true
    const mine = make(from, false)
    const resuming: SessionMachine.PlannedReplay | undefined = from && {
      _tag: "Plan",
      plan: replayPlan(from),
      lists: conversation(from).flatMap(({ id, item }) => (item?.type === "mcp_list_tools" ? [id] : []))
    }
    mine.open(resuming, (settled) => {
      if (isOpen(settled)) return
      mine.link()?.close(1000, "")
      mine.apply({ _tag: "End", error: closedHere })
      clock.after(random.between(10, 500), () => byHand(from, attempt + 1))
    })
  }
  /** A session has ended, and the user goes on by hand. */
  const over = (mine: Client): void => {
    if (mine !== client) return
    client = undefined
    // The caller of the interruption knows how far the speaker came, or that it does not say so in time.
    clock.after((plan.tellsPosition ? plan.clearMs : silentMs) + random.between(1, 300), () =>
      byHand(mine.machine().session)
    )
  }

  if (plan.lasts) {
    const first = make(undefined, true)
    first.ask(
      (id) => ({ _tag: "Start", id }),
      (settled) => {
        if (!isOpen(settled)) byHand(undefined)
      }
    )
  } else byHand(undefined)
  const link = (): Link | undefined => client?.link() ?? links.at(-1)
  const leave: Holder["leave"] = (how) => {
    const mine = link()
    if (mine === undefined || client === undefined) return
    if (how === "drop") return mine.drop()
    if (how === "end" || plan.lasts) return mine.turnOut()
    mine.close(1000, "")
    client.apply({ _tag: "Lost", error: closedHere })
  }
  return {
    client: () => client,
    last: () => last,
    link,
    links: () => links,
    leave,
    reconnect: () => {
      book.note(reconnects)
      client?.apply({ _tag: "Reconnect" })
    },
    whenOpened: (happen) => {
      if (client === undefined) opened = happen
      else happen()
    },
    goOn: () => {
      const mine = link()
      if (mine !== undefined && client !== undefined) mine.drop()
    },
    end: () => {
      isOver = true
      const mine = last?.link()
      if (last === undefined || random.chance(0.5)) last?.apply({ _tag: "End", error: closedHere })
      else {
        const hangsUp = last.machine().supervision !== undefined
        last.ask(
          (id) => ({ _tag: "Close", id, error: closedHere }),
          () => {}
        )
        if (hangsUp) return
      }
      mine?.close(1000, "")
    }
  }
}
