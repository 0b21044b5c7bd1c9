import { serverEvent } from "../tables/serverEvent.ts"
import { parseTable, type TableForms } from "../wire/parseTable.ts"

/** The forms of the events of a server. Those of clients refer to their shapes. */
export const serverForms: TableForms = parseTable(serverEvent)
