/** The public declarations of an entry point, as text to review. */
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Entry } from "./entries.ts"

const compilerOptions = {
  target: "es2023",
  lib: ["es2024", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  module: "nodenext",
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ["node"]
}

/** The compiler has already checked the declarations when it built them, and a missing release tag is not a problem. */
const silent = { default: { logLevel: ExtractorLogLevel.None } }

const configOf = (entry: Entry, all: ReadonlyArray<Entry>, reportFolder: string): ExtractorConfig =>
  ExtractorConfig.prepare({
    configObject: {
      projectFolder: entry.folder,
      mainEntryPointFilePath: entry.declarations,
      compiler: { overrideTsconfig: { compilerOptions, files: all.map(({ declarations }) => declarations) } },
      apiReport: {
        enabled: true,
        reportFolder,
        reportTempFolder: reportFolder,
        reportFileName: "report",
        includeForgottenExports: true
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent
      }
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(entry.folder, "package.json")
  })

/**
 * Returns a function that writes the report of an entry. A report lists every name that can be imported from the entry
 * and its type, in alphabetical order and without documentation. Two reports differ exactly when the types that users
 * see differ. All entries are compiled once, together. The packages must be built, and an entry that is not built
 * throws.
 */
export const reporter = (entries: ReadonlyArray<Entry>): ((entry: Entry) => string) => {
  const [first] = entries
  if (first === undefined) throw new Error("no package is published")
  const compilerState = CompilerState.create(configOf(first, entries, tmpdir()), {
    additionalEntryPoints: entries.map(({ declarations }) => declarations)
  })
  return (entry) => {
    const reportFolder = mkdtempSync(join(tmpdir(), "api-report-"))
    try {
      Extractor.invoke(configOf(entry, entries, reportFolder), {
        compilerState,
        localBuild: true,
        messageCallback: (message) => {
          message.handled = message.logLevel !== ExtractorLogLevel.Error
        }
      })
      return readFileSync(join(reportFolder, "report.api.md"), "utf8").replaceAll(/^ *\/\/ \(undocumented\)\n/gm, "")
    } finally {
      rmSync(reportFolder, { recursive: true })
    }
  }
}
