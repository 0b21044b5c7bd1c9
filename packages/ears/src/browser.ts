/** The recognizer in a browser, in a module worker with the weights by their address. */
export { fetchRecognizer, type FetchOptions } from "./browser/fetchRecognizer.ts"
