/** The worker of the captions. The bundler gives it a file of its own. */
import "@antiphon/ears/worker"
