/** Where the shapes are. */
import * as Call from "../../src/http/SipCall.ts"
import * as ClientSecret from "../../src/http/ClientSecret.ts"
import * as Audio from "../../src/shapes/Audio.ts"
import * as Content from "../../src/shapes/Content.ts"
import * as Detail from "../../src/shapes/Detail.ts"
import * as Item from "../../src/shapes/Item.ts"
import * as McpItem from "../../src/shapes/McpItem.ts"
import * as Response from "../../src/shapes/Response.ts"
import * as Session from "../../src/shapes/Session.ts"
import * as Tool from "../../src/shapes/Tool.ts"
import * as Usage from "../../src/shapes/Usage.ts"
import * as BetaAudio from "../../src/beta/shapes/Audio.ts"
import * as BetaContent from "../../src/beta/shapes/Content.ts"
import * as BetaItem from "../../src/beta/shapes/Item.ts"
import * as BetaResponse from "../../src/beta/shapes/Response.ts"
import * as BetaSession from "../../src/beta/shapes/Session.ts"
import * as BetaTool from "../../src/beta/shapes/Tool.ts"
import * as TranslationShapes from "../../src/translation/shapes.ts"
import * as LiveAudio from "../../src/live/shapes/Audio.ts"
import * as LiveDecision from "../../src/live/shapes/Decision.ts"
import * as LiveDecisionItem from "../../src/live/shapes/DecisionItem.ts"
import * as LiveDecisionPart from "../../src/live/shapes/DecisionPart.ts"
import * as LiveDelegation from "../../src/live/shapes/Delegation.ts"
import * as LiveSession from "../../src/live/shapes/Session.ts"
import * as LiveShell from "../../src/live/shapes/Shell.ts"
import * as LiveTool from "../../src/live/shapes/Tool.ts"
import * as LiveHttp from "../../src/live/http.ts"

export const gaModules = [
  Audio,
  Content,
  Detail,
  Item,
  McpItem,
  Response,
  Session,
  Tool,
  Usage,
  TranslationShapes,
  Call,
  ClientSecret
]
export const betaModules = [BetaAudio, BetaContent, BetaItem, BetaResponse, BetaSession, BetaTool]
export const liveModules = [
  LiveAudio,
  LiveDecision,
  LiveDecisionItem,
  LiveDecisionPart,
  LiveDelegation,
  LiveSession,
  LiveShell,
  LiveTool,
  LiveHttp
]
