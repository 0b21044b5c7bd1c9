/** What the user of a story does. Each act has its time and everything that is decided about it, so that any list of acts is a story. */
import type { Numbers } from "../world/Numbers.ts"
import { type Plan, type Turns, turns } from "./Plan.ts"

/** One thing that a user does at `at`, in ms since the story began. `which` is a place in a list, from 0 to below 1. */
export type Act = { readonly at: number } & (
  | {
      readonly do: "talk"
      readonly speechMs: number
      readonly quietMs: number
      readonly inRealTime: boolean
      /** Whether the user commits, and asks for an answer. */
      readonly push: "no" | "commit" | "ask"
    }
  | { readonly do: "sendText" }
  | { readonly do: "createResponse"; readonly aside: boolean }
  | { readonly do: "interrupt" }
  | { readonly do: "takeBack"; readonly which: number }
  | { readonly do: "deleteItem"; readonly which: number }
  | { readonly do: "retrieveItem"; readonly which: number }
  | {
      readonly do: "addItem"
      readonly role: "user" | "assistant" | "system"
      readonly after: "end" | "root" | "item"
      readonly which: number
    }
  | { readonly do: "configure"; readonly modality?: "text" | "audio"; readonly turns?: Turns }
  | { readonly do: "commit" }
  | { readonly do: "clearInput" }
  | { readonly do: "leave"; readonly how: "drop" | "close" | "end" }
  /** The user wants another connection, e.g. because the network has changed. */
  | { readonly do: "reconnect" }
  | { readonly do: "stall"; readonly lane: "to the client" | "to the server"; readonly ms: number }
)

type Deed = Act extends infer A ? (A extends Act ? Omit<A, "at"> : never) : never
type Draw = (numbers: Numbers, plan: Plan) => Deed

const talk: Draw = ({ between, chance }, plan) => ({
  do: "talk",
  speechMs: between(1, 4) * 100,
  quietMs: between(1, 4) * 100,
  inRealTime: chance(0.7),
  push: plan.turns !== null || chance(0.2) ? "no" : chance(0.8) ? "ask" : "commit"
})

const configure: Draw = (numbers, { kind }) => ({
  do: "configure",
  ...(numbers.chance(0.3) && kind === "realtime" ? { modality: numbers.pick(["text", "audio"]) } : {}),
  ...(numbers.chance(0.3) ? { turns: turns(numbers) } : {})
})

/** What users do, and how often. */
const draws: readonly [readonly [number, Draw], ...ReadonlyArray<readonly [number, Draw]>] = [
  [6, talk],
  [4, () => ({ do: "sendText" })],
  [3, () => ({ do: "createResponse", aside: false })],
  [1, () => ({ do: "createResponse", aside: true })],
  [4, () => ({ do: "interrupt" })],
  [2, ({ next }) => ({ do: "takeBack", which: next() })],
  [2, ({ next }) => ({ do: "deleteItem", which: next() })],
  [1, ({ next }) => ({ do: "retrieveItem", which: next() })],
  [
    1,
    ({ next, pick }) => ({
      do: "addItem",
      role: pick(["user", "assistant", "system"]),
      after: pick(["end", "root", "item"]),
      which: next()
    })
  ],
  [1, configure],
  [1, () => ({ do: "commit" })],
  [0.5, () => ({ do: "clearInput" })],
  [0.5, ({ pick }) => ({ do: "leave", how: pick(["drop", "drop", "close", "end"]) })],
  [0.5, () => ({ do: "reconnect" })],
  [0.5, ({ between, pick }) => ({ do: "stall", lane: pick(["to the client", "to the server"]), ms: between(50, 3000) })]
]
const weight = draws.reduce((sum, [each]) => sum + each, 0)

/** A transcription session has no responses, and its user hardly ever asks for one. */
const isFitting = ({ do: deed }: Deed, { kind }: Plan, { chance }: Numbers): boolean =>
  kind === "realtime" || !["createResponse", "sendText", "addItem"].includes(deed) || chance(0.05)

const draw = (numbers: Numbers, plan: Plan): Deed => {
  for (;;) {
    let left = numbers.next() * weight
    const [, make] = draws.find(([each]) => (left -= each) < 0) ?? draws[0]
    const deed = make(numbers, plan)
    if (isFitting(deed, plan, numbers)) return deed
  }
}

/**
 * How many acts a story has. Most are short, because a short story shows a fault after less work, and some are long, because
 * a few faults need much to go before.
 */
const length = ({ between, chance }: Numbers): number => (chance(0.1) ? between(8, 16) : between(2, 6))

/** All that a user does in a story. */
export const acts = (numbers: Numbers, plan: Plan): ReadonlyArray<Act> => {
  const { between, chance } = numbers
  let at = 0
  return Array.from({ length: length(numbers) }, (): Act => {
    if (!chance(0.25)) at += between(1, chance(0.7) ? 400 : 2500)
    return { ...draw(numbers, plan), at }
  })
}
