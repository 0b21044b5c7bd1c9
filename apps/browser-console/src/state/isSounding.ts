import { activeResponse } from "@antiphon/session"
import type { ConsoleState } from "./Console.ts"

/** Whether the model speaks or is about to: there is something to interrupt. */
export const isSounding = ({ playout, session }: ConsoleState): boolean =>
  activeResponse(session) !== undefined ||
  [...session.responses.values()].some(({ playback }) => playback === "playing") ||
  [...playout.speeches.values()].some(({ heardMs, settled, totalMs }) => !settled && heardMs < totalMs)
