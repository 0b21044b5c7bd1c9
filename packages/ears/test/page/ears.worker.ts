/** The worker of the page, as the README has it. A bundler that takes the program for free of effects would leave it empty. */
import "../../src/browser/worker.ts"
