/**
 * Rows of a CSV file as records: {@link dev.tidemark.examples.csv.CsvInput} reads, checks the columns, and writes each row
 * as a JSON object. Run by whoever plays a demo.
 */
@NullMarked
package dev.tidemark.examples.csv;

import org.jspecify.annotations.NullMarked;
