import { misfit } from "../boundary/misfit.ts"
import { clientForms } from "./ClientEvent.ts"

/**
 * Returns what is wrong with the settings of a session, for people who write JavaScript, or `undefined`. A slip of a known
 * name is wrong, and a name that resembles none is not, because a service may have it already. `what` and `option` say where
 * they were passed. `event` is the event that carries them.
 */
export const settingsProblem = (
  { option, what }: { readonly what: string; readonly option?: string },
  settings: object,
  event: "session.start" | "session.update" = "session.start"
): string | undefined => {
  const form = clientForms.of(event)
  const session = form?._tag === "Struct" ? form.keys.find(({ name }) => name === "session") : undefined
  return session === undefined ? undefined : misfit(what, session.form, settings, option)
}
