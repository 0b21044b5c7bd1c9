/** Holds the model of a turn and its changes. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type { Model } from "./Model.ts"

/** The one place where the model changes. */
export interface Stage {
  /** The model as it is now. */
  readonly current: Effect.Effect<Model>
  /** Changes the model. What draws it is notified. */
  readonly update: (change: (model: Model) => Model) => Effect.Effect<void>
  /** Waits until the model satisfies a condition. */
  readonly until: (is: (model: Model) => boolean) => Effect.Effect<Model>
}

/** Makes a stage. `changed` runs for each change before the next one. */
export const makeStage = (
  initial: Model,
  changed: (before: Model, after: Model) => Effect.Effect<void>
): Effect.Effect<Stage> =>
  Effect.map(SubscriptionRef.make(initial), (ref) => ({
    current: SubscriptionRef.get(ref),
    update: (change) =>
      SubscriptionRef.updateEffect(ref, (before) => {
        const after = change(before)
        return Effect.as(changed(before, after), after)
      }),
    until: (is) => SubscriptionRef.changes(ref).pipe(Stream.filter(is), Stream.runHead, Effect.map(Option.getOrThrow))
  }))
