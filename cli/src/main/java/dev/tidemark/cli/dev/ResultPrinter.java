package dev.tidemark.cli.dev;

import dev.tidemark.cli.Terminal;
import dev.tidemark.cli.output.OutputOptions;
import dev.tidemark.cli.output.Results;
import dev.tidemark.client.consumer.ConsumerRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows a demo's results on stdout: a row per result record, its columns the fields of the first one's JSON value. Used by one thread at a time.
 */
final class ResultPrinter {

    private final Terminal terminal;
    private final OutputOptions output;
    private final JsonMapper mapper = JsonMapper.builder().build();
    private final List<String> columns = new ArrayList<>();
    private @Nullable Results results;
    private long shown;

    ResultPrinter(Terminal terminal, OutputOptions output) {
        this.terminal = terminal;
        this.output = output;
    }

    void show(List<ConsumerRecord> records) {
        for (ConsumerRecord record : records) {
            byte[] value = record.value();
            if (value != null) {
                show(mapper.readTree(new String(value, StandardCharsets.UTF_8)));
            }
        }
        if (results != null) {
            results.flush();
        }
    }

    /** Result records so far. */
    long shown() {
        return shown;
    }

    private void show(JsonNode value) {
        Results open = results;
        if (open == null) {
            columns.addAll(value.propertyNames());
            open = output.open(terminal, columns);
            results = open;
        }
        @Nullable
        Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = plain(value.get(columns.get(i)));
        }
        open.row(row);
        shown++;
    }

    private static @Nullable Object plain(@Nullable JsonNode field) {
        if (field == null || field.isNull()) {
            return null;
        }
        if (field.isIntegralNumber()) {
            return field.longValue();
        }
        return field.isNumber() ? (Object) field.doubleValue()
                : field.isString() ? field.stringValue() : field.toString();
    }
}
