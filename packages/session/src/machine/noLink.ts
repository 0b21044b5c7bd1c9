/** The part of the state that a connection brings, before one is there. Every new connection begins from it. */
import { noRepeats } from "@antiphon/audio"
import { PersistentMap } from "../state/PersistentMap.ts"
import { noItems } from "./addedItems.ts"
import { noInput } from "./inputAudio.ts"
import { noRequests } from "./requests.ts"
import type { LinkState } from "./State.ts"

/** Stands for the connection while there is none. No command passes, and nothing is waited for. */
export const noLink: LinkState = {
  id: "",
  trackRate: undefined,
  doubtsSilence: false,
  before: [],
  isReady: false,
  known: PersistentMap.empty(),
  older: PersistentMap.empty(),
  repeats: noRepeats,
  frames: 0,
  silentMs: 0,
  probed: undefined,
  waiting: new Map(),
  added: noItems,
  ...noRequests,
  muted: new Set(),
  asked: [],
  tooEarly: [],
  input: noInput,
  approved: new Set(),
  unheard: new Set(),
  batches: new Map(),
  replay: undefined
}
