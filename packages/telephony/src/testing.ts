/** A carrier for tests, without an account. */
export {
  type Carrier,
  type CarrierOptions,
  type Counterpart,
  type FromApplication,
  type FromCarrier,
  makeCarrier
} from "./testing/Carrier.ts"
export {
  asteriskSide,
  audioSocketSide,
  plivoSide,
  type PlivoCall,
  signalwireSide,
  telnyxSide,
  type TelnyxCall,
  twilioSide,
  type TwilioCall,
  vonageSide,
  type VonageCall
} from "./testing/sides/index.ts"
export { simulateCall, type SimulatedCall, type SimulatedCallOptions } from "./testing/simulateCall.ts"
export { dial, type DialledCall, type DialOptions } from "./testing/dial.ts"
