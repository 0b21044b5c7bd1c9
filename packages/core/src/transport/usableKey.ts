/** The key of an endpoint as it can be sent, under the name that adapter authors know. */
export { key as usableKey } from "./Endpoint.ts"
