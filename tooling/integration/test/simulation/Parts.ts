/** What a story is made of and can be given in a broken form, to see that an invariant notices. */
import type { ClientEvent, Decoded, ServerEvent, UnknownEvent } from "@antiphon/core"
import type { SessionMachine, SessionState } from "@antiphon/session"
import type { Speaker } from "./device/Speaker.ts"

export interface Parts {
  /** What the client receives in place of what came. `undefined` is nothing. */
  readonly receive: (decoded: Decoded<ServerEvent>) => Decoded<ServerEvent> | undefined
  /** What the client sends in place of what its machine asks for. `undefined` is nothing. */
  readonly send: (event: ClientEvent) => ClientEvent | undefined
  /** What the server says in place of what its machine asks for, or a code with which it closes. */
  readonly say: (event: ServerEvent | UnknownEvent) => ReadonlyArray<ServerEvent | UnknownEvent | number>
  /** Whether the server closes when its machine asks for it. */
  readonly closes: (code: number) => boolean
  /** The client's machine. Each client has its own. */
  readonly step: () => typeof SessionMachine.step
  /** The state, as the readers of the session have it. Each client has its own. */
  readonly shown: () => (state: SessionState) => SessionState
  /** The speaker, as the session has it. */
  readonly speaker: (speaker: Speaker) => Speaker
}

const same = <A>(part: A): A => part

export const makeSoundParts = (step: typeof SessionMachine.step): Parts => ({
  receive: same,
  send: same,
  say: (event) => [event],
  closes: () => true,
  step: () => step,
  shown: () => same,
  speaker: same
})
