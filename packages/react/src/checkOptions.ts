/** Checks what a component passes, for people who write JavaScript. The rest is checked by `connect`, as it starts. */
import { RealtimeError } from "@antiphon/client"
import { flag, fromCaller, isOptions, kindOf, nearest, optionsProblem, type Rules } from "@antiphon/core/boundary"

const rules: Rules = {
  pushToTalk: flag,
  microphone: [(value) => value === false || isOptions(value), "options of openMicrophone, or false"],
  output: [isOptions, "options of openSpeaker"]
}

/** Refuses a call of a hook without its argument. `called` is the hook, and `message` the start of the message. */
export const needObject = (called: (...args: never) => unknown, given: unknown, message: string): void => {
  if (isOptions(given)) return
  throw fromCaller(new RealtimeError("invalid", `${message}, not ${kindOf(given)}`), called)
}

/** Refuses options that only the hook has. */
export const checkOptions = (options: object): void => {
  const own = Object.entries(options).filter(
    ([name]) => name in rules || nearest(name, Object.keys(rules)) !== undefined
  )
  const problem = optionsProblem("useRealtime", Object.fromEntries(own), rules)
  if (problem !== undefined) throw new RealtimeError("invalid", problem)
}
