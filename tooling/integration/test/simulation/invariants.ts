/** What must hold of every story, whatever the user does and whatever befalls the wire. */
import {
  commandsSettle,
  memoryBounded,
  nothingDies,
  nothingLeft,
  nothingWaits,
  queuesBounded,
  settlesOnce
} from "./invariants/ends.ts"
import {
  benignSilent,
  callsRunOnce,
  oneWriter,
  responsesEnd,
  statusesForward,
  transcriptsEnd
} from "./invariants/protocol.ts"
import { answersArrive, connectsSeldom, playbackEnds, sessionsExpire } from "./invariants/wakes.ts"
import { itemsAgree, usageAgrees } from "./invariants/agreement.ts"
import { replayIsHeard } from "./invariants/replay.ts"
import { heardIsKept, heardOnce, noOrphanSpeaks } from "./invariants/sound.ts"
import type { Story } from "./story/Story.ts"

export interface Invariant {
  readonly id: string
  readonly statement: string
  /** Returns what speaks against it, in words, or an empty array if it holds. Pure. */
  readonly check: (story: Story) => ReadonlyArray<string>
}

export const invariants: ReadonlyArray<Invariant> = [
  {
    id: "items-agree",
    statement:
      "At rest the client and the server have the same items in the same order, saying the same, but for what replay turns into text.",
    check: itemsAgree
  },
  {
    id: "usage-agrees",
    statement: "The client's bill is the sum of what the server reported to it.",
    check: usageAgrees
  },
  {
    id: "heard-once",
    statement: "No sample of the model's voice is heard twice, and none out of order.",
    check: heardOnce
  },
  {
    id: "heard-is-kept",
    statement: "Of every spoken item the server keeps no more than was heard, and lacks at most the speaker's latency.",
    check: heardIsKept
  },
  {
    id: "no-orphan-speaks",
    statement: "Nothing of a response is heard once the user has interrupted it, and nothing of an unwanted response.",
    check: noOrphanSpeaks
  },
  { id: "one-writer", statement: "At most one response writes to the conversation.", check: oneWriter },
  { id: "responses-end", statement: "At rest every response and item has ended.", check: responsesEnd },
  { id: "statuses-forward", statement: "No status goes back, and nothing final changes.", check: statusesForward },
  {
    id: "transcripts-end",
    statement: "Every transcript slot ends as done or failed if the server said so, and never half.",
    check: transcriptsEnd
  },
  {
    id: "calls-run-once",
    statement: "A call runs at most once, and only one that the model completed.",
    check: callsRunOnce
  },
  { id: "benign-silent", statement: "No race that costs nothing reaches the user as an error.", check: benignSilent },
  {
    id: "commands-settle",
    statement: "Every command ends within its deadline, with a value or a typed error.",
    check: commandsSettle
  },
  {
    id: "answers-arrive",
    statement: "A command of which nothing was lost never fails for want of an answer.",
    check: answersArrive
  },
  { id: "playback-ends", statement: "At rest no response plays.", check: playbackEnds },
  { id: "sessions-expire", statement: "No session lives longer than its server gave it.", check: sessionsExpire },
  {
    id: "connects-seldom",
    statement: "A session that outlives its connections opens at most eight in ten seconds.",
    check: connectsSeldom
  },
  {
    id: "queues-bounded",
    statement: "No queue passes its bound, and no client is cut off for it.",
    check: queuesBounded
  },
  { id: "nothing-dies", statement: "Nothing ends by a bug.", check: nothingDies },
  { id: "nothing-left", statement: "Once everything is closed, no timer is left.", check: nothingLeft },
  {
    id: "nothing-waits",
    statement: "At rest neither machine waits for anything, and no timer is set.",
    check: nothingWaits
  },
  {
    id: "settles-once",
    statement: "The machine settles what it is asked for once, or never if it was withdrawn.",
    check: settlesOnce
  },
  { id: "memory-bounded", statement: "What a machine keeps is bounded by what it was given.", check: memoryBounded },
  {
    id: "replay-is-heard",
    statement: "A replay tells the next server of each answer the words that were heard, neither more nor less.",
    check: replayIsHeard
  }
]

/** An invariant that a story breaks, by its id, and what speaks against it. */
export interface Breach {
  readonly id: string
  readonly what: string
}

export const breaches = (story: Story): ReadonlyArray<Breach> =>
  invariants.flatMap(({ check, id }) => check(story).map((what) => ({ id, what })))
