/**
 * The server side of the OpenAI Realtime protocol: sessions over connections, and the engines behind them.
 */

// For users: serve a connection with an engine.
export { serve, type ServeOptions } from "./session/serve.ts"
export { serveBeta } from "./session/serveBeta.ts"
export { serveTranslation, type TranslationOptions } from "./translation/serveTranslation.ts"
export { type LiveHandlerOptions, makeLiveHandler } from "./live/makeLiveHandler.ts"
export { serveLive, type ServeLiveOptions } from "./live/serveLive.ts"
export {
  type AnsweredLive,
  type LivePeer,
  type LiveSessions,
  makeLiveSessions,
  type RunningLive
} from "./live/LiveSessions.ts"
export { RunningCalls } from "./session/RunningCalls.ts"
export { ByteBudget, makeByteBudget } from "./session/ByteBudget.ts"
export type { AnswerCall, AnsweredCall } from "./calls/AnswerCall.ts"
export { type CallsHandlerOptions, makeCallsHandler } from "./calls/makeCallsHandler.ts"
export { makePhoneCalls, type PhoneAction, type PhoneCalls, type PhoneCallsOptions } from "./calls/makePhoneCalls.ts"
export type { PhoneConnection, RingingCall } from "./calls/RingingCall.ts"
export { makeWebhook, secretProblem, WebhookError, type WebhookOptions } from "./calls/makeWebhook.ts"
export { Engine } from "./engine/Engine.ts"
export type { Script, ScriptedAnswer, ScriptedCall, ScriptedMcpCall, ScriptedTurn } from "./engine/Script.ts"
export type { ScriptedSenses } from "./engine/scripted.ts"
export type { Limits } from "./machine/State.ts"
export { withFaults } from "./faults/withFaults.ts"
export type { Fault, Faults } from "./faults/Faults.ts"
export { type HandlerOptions, makeHandler } from "./http/makeHandler.ts"
export type { Handler } from "./http/Handler.ts"
export { canonical } from "./http/canonical.ts"
export { HttpRefusal } from "./http/HttpRefusal.ts"
export { type Admission, defaultMaxConnections, type Gate, type GateOptions, makeGate } from "./http/makeGate.ts"
export {
  type Access,
  type ClientSecret,
  defaultSecretCharacters,
  Keys,
  type KeysOptions,
  type SecretAccess,
  TooManySecrets
} from "./http/Keys.ts"

// For authors of engines.
export {
  type ContextItem,
  EngineError,
  type EngineParts,
  type McpCall,
  type ResponseChunk,
  type ResponseRequest,
  type TranscriptChunk,
  type TranscriptionRequest,
  type TranslationChunk,
  type TranslationSettings,
  type TurnSettings,
  type Voice
} from "./engine/Contract.ts"
export { compatible, type CompatibleOptions } from "./engine/compatible/compatible.ts"
export type { ApiServer } from "./engine/compatible/ApiServer.ts"
export type { SpeechServer } from "./engine/compatible/speech.ts"
export { echo } from "./engine/echo.ts"
export { energyTurns } from "./engine/energyTurns.ts"
export { scripted } from "./engine/scripted.ts"
export { scriptProblem } from "./engine/scriptProblem.ts"
export { tones } from "./engine/tones.ts"
export type { TurnEvent } from "./engine/TurnEvent.ts"

// For simulations and other runners: the protocol as a pure function.
export * as SessionMachine from "./machine/SessionMachine.ts"
export * as TranslationMachine from "./translation/TranslationMachine.ts"
export * as LiveMachine from "./live/LiveMachine.ts"
export type { Input, Output } from "./machine/Message.ts"
export type { MachineState } from "./machine/State.ts"
