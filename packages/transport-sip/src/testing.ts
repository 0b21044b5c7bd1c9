/** A phone for tests, which calls a server over real sockets of this machine. */
export { dial, type Dialling, type DialOptions, type PhoneCall, Refused, ring } from "./testing/dial.ts"
