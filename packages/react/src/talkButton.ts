import type { RealtimeCommands, Snapshot, TalkButton } from "./Realtime.ts"

/** Makes the props of a button that talks while it is held. */
export const talkButtonOf = (
  { isTalking, status }: Snapshot,
  { press, release }: Pick<RealtimeCommands, "press" | "release">
): TalkButton => {
  const down = () => void press()
  const up = () => void release()
  return {
    "aria-pressed": isTalking,
    disabled: status !== "connected" && status !== "reconnecting",
    onPointerDown: down,
    onPointerUp: up,
    onPointerCancel: up,
    onPointerLeave: up,
    onKeyDown: (event) => {
      if (event.key !== " " || event.repeat) return
      event.preventDefault()
      down()
    },
    onKeyUp: ({ key }) => {
      if (key === " ") up()
    }
  }
}
