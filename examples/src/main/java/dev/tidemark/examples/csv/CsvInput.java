package dev.tidemark.examples.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a CSV file (RFC 4180, UTF-8, one header line) row by row; run by whoever plays the demo. The JSON object of a row
 * has the file's columns in the file's order, numbers as JSON numbers as they are spelled, and null for an empty cell.
 */
public final class CsvInput implements DemoInput {

    private static final JsonMapper JSON = new JsonMapper();

    private final String source;
    private final List<Column> columns;
    private final String keyColumn;
    private final String timestampColumn;
    private final CsvReader<NamedCsvRecord> reader;
    private final CloseableIterator<NamedCsvRecord> rows;
    private boolean headerChecked;

    /**
     * @param file the file, or null for the class path's
     * @param resource name of the built-in file, beside the examples' classes
     * @param columns all that a row must have
     * @param keyColumn whose cell is the record's key
     * @param timestampColumn whose cell is the record's timestamp
     */
    public CsvInput(@Nullable Path file, String resource, List<Column> columns, String keyColumn,
            String timestampColumn) {
        this.source = file == null ? resource + " (built in)" : file.toString();
        this.columns = List.copyOf(columns);
        this.keyColumn = keyColumn;
        this.timestampColumn = timestampColumn;
        this.reader = CsvReader.builder().ofNamedCsvRecord(open(file, resource));
        this.rows = reader.iterator();
    }

    private static Reader open(@Nullable Path file, String resource) {
        try {
            if (file != null) {
                return Files.newBufferedReader(file);
            }
            InputStream builtIn = Invariants.present(
                    CsvInput.class.getResourceAsStream("/dev/tidemark/examples/data/" + resource), resource);
            return new InputStreamReader(builtIn, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TidemarkException(FailureCode.INPUT_ROW_INVALID, "The input cannot be opened",
                    String.valueOf(file), e.toString(), "give --input a CSV file that can be read", e);
        }
    }

    @Override
    public @Nullable DemoRecord next() {
        NamedCsvRecord row;
        try {
            if (!rows.hasNext()) {
                return null;
            }
            row = rows.next();
        } catch (CsvParseException | UncheckedIOException e) {
            throw new TidemarkException(FailureCode.INPUT_ROW_INVALID, "The input is no CSV", source,
                    e.getMessage() == null ? e.toString() : e.getMessage(), "see RFC 4180 for the format", e);
        }
        checkHeader(row);
        ObjectNode object = JSON.createObjectNode();
        for (Column column : columns) {
            put(object, column, row);
        }
        return new DemoRecord(row.getField(keyColumn).getBytes(StandardCharsets.UTF_8), JSON.writeValueAsBytes(object),
                Long.parseLong(row.getField(timestampColumn)), row.getStartingLineNumber());
    }

    private void checkHeader(NamedCsvRecord row) {
        if (headerChecked) {
            return;
        }
        for (Column column : columns) {
            if (!row.getHeader().contains(column.name())) {
                throw new TidemarkException(FailureCode.INPUT_ROW_INVALID, "The input lacks a column",
                        source + ", line 1", "there is no column '" + column.name() + "' among " + row.getHeader(),
                        "give a file with the columns " + columns.stream().map(Column::name).toList());
            }
        }
        headerChecked = true;
    }

    private void put(ObjectNode object, Column column, NamedCsvRecord row) {
        Optional<String> field = row.findField(column.name());
        if (field.isEmpty()) {
            throw invalid(row, column, "the row is too short", "give every row all columns");
        }
        String cell = field.get();
        switch (column.kind()) {
            case TEXT -> object.put(column.name(), cell.isEmpty() ? null : cell);
            case NUMBER -> {
                try {
                    object.put(column.name(), cell.isEmpty() ? null : new BigDecimal(cell));
                } catch (NumberFormatException e) {
                    throw invalid(row, column, "'" + cell + "' is no number", "correct the cell or leave it empty");
                }
            }
            case TIME -> {
                try {
                    object.put(column.name(), Long.parseLong(cell));
                } catch (NumberFormatException e) {
                    throw invalid(row, column, "'" + cell + "' is no time",
                            "give milliseconds since 1970-01-01T00:00:00Z");
                }
            }
        }
    }

    private TidemarkException invalid(NamedCsvRecord row, Column column, String why, String remedy) {
        return new TidemarkException(FailureCode.INPUT_ROW_INVALID, "A row of the input cannot be read",
                source + ", line " + row.getStartingLineNumber() + ", column '" + column.name() + "'", why, remedy);
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
