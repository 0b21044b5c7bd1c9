export { NodePlayer, type NodePlayerOptions, type Sink } from "./NodePlayer.ts"
export type { Player, PlayerCleared, PlayerOptions, PlayerPosition, PlayerProgress } from "./Player.ts"
