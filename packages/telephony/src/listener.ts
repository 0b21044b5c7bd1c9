/** Phone calls for users of Effect, on Node. The calls are those of the root. */
export { listen, type Listener, type ListenerOptions } from "./node/listener.ts"
