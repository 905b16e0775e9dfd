import "server-only";
import { stringify } from "csv-stringify/sync";

/** A CSV file piece by piece: what it is, the names of its columns, then its rows as they come. */
export async function* csvPieces<Row>(
  about: readonly string[],
  columns: string[],
  pieces: AsyncGenerator<Row[]>,
  cellsOf: (row: Row) => string[],
): AsyncGenerator<string> {
  yield lines([...about.map((line) => [`# ${line.replace(/[\r\n]+/g, " ")}`]), columns]);
  for await (const rows of pieces) if (rows.length > 0) yield lines(rows.map(cellsOf));
}

/** Cells that a spreadsheet would run as a formula get an apostrophe in front. */
function lines(rows: string[][]): string {
  return stringify(rows, { escape_formulas: true, record_delimiter: "windows" });
}
