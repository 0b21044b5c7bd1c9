import type { ClientEvent, Connection, EventNamed, ServerEvent } from "@antiphon/core"
import { pair } from "@antiphon/core/testing"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { Engine, serve, type ServeOptions } from "../src/index.ts"

