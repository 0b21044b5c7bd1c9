import { Translation } from "@antiphon/core"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import { checkOptions, isText, openingRules, type Rule } from "../boundary/checkOptions.ts"
import { dial, opening } from "../opening/openSession.ts"
import type { OpeningOptions } from "../opening/OpeningOptions.ts"
import { fromTransport } from "../RealtimeError.ts"
import { traced } from "../boundary/traced.ts"
import { makeTranslation } from "./makeTranslation.ts"
import type { TranslationSession } from "./TranslationSession.ts"

export interface TranslationOptions extends OpeningOptions {
  readonly intent?: "translation"
  /** E.g. `gpt-realtime-translate`. */
  readonly model: string
}

const rules: Readonly<Record<string, Rule>> = {
  ...openingRules,
  intent: [(value) => value === "translation", '"translation"'],
  model: [isText, 'the name of a model, e.g. "gpt-realtime-translate"']
}

/**
 * Opens a translation session and waits for the server's greeting. Choose the language with `configure`. It does not
 * reconnect. Rejects with a {@link RealtimeError}. See section 2 (11) of the protocol paper.
 *
 * @example
 * ```ts
 * import { connect } from "@antiphon/client/translation"
 *
 * await using session = await connect({ model: "gpt-realtime-translate" })
 * await session.configure({ audio: { output: { language: "es" } } })
 * ```
 */
export const connect: (options: TranslationOptions) => Promise<TranslationSession> = traced(async (options) => {
  checkOptions("connect", options, rules, ["model"])
  return await open(options)
})

const open = (options: TranslationOptions): Promise<TranslationSession> =>
  opening(options.signal, (scope) => {
    const connected = dial(options, (where) => Translation.session({ ...where, model: options.model }))
    return Effect.flatMap(Effect.mapError(Scope.provide(connected, scope), fromTransport), (connection) =>
      makeTranslation(connection, scope, options.timeoutMs ?? 10_000)
    )
  })
