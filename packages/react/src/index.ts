"use client"
/** React hooks for voice conversations. Importing them touches neither a window nor a device. */
export { useRealtime } from "./useRealtime.ts"
export { useLevels } from "./useLevels.ts"
export type { Levels } from "./meters.ts"
export type { Message } from "./messages.ts"
export type { Realtime, RealtimeCommands, Snapshot, Status, TalkButton } from "./Realtime.ts"
export type { RealtimeOptions } from "./RealtimeOptions.ts"
