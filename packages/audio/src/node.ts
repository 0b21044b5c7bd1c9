export { NodePlayer, type NodePlayerOptions, type Sink } from "./NodePlayer.ts"
export type { Player, PlayerCleared, PlayerOptions, PlayerPosition } from "./Player.ts"
