export { NodePlayer, type NodePlayerOptions, type Sink } from "./devices/NodePlayer.ts"
export type { Player, PlayerCleared, PlayerOptions, PlayerPosition, PlayerProgress } from "./devices/Player.ts"
