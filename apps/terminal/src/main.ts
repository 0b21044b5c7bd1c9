#!/usr/bin/env node
/** Runs the `antiphon` command as a process. */
import "./refuseOldNode.ts"
import * as NodeChildProcessSpawner from "@effect/platform-node-shared/NodeChildProcessSpawner"
import * as NodeFileSystem from "@effect/platform-node-shared/NodeFileSystem"
import * as NodePath from "@effect/platform-node-shared/NodePath"
import * as NodeRuntime from "@effect/platform-node-shared/NodeRuntime"
import * as NodeStdio from "@effect/platform-node-shared/NodeStdio"
import * as NodeTerminal from "@effect/platform-node-shared/NodeTerminal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { antiphon, teardown } from "./antiphon.ts"

/** The file system of Node. */
const files = Layer.merge(NodeFileSystem.layer, NodePath.layer)
/** The services that commands need. */
const platform = Layer.mergeAll(
  files,
  NodeTerminal.layer,
  NodeStdio.layer,
  Layer.provide(NodeChildProcessSpawner.layer, files)
)

antiphon(process.argv.slice(2)).pipe(
  Effect.provide(platform),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown })
)
