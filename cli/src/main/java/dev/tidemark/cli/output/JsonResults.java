package dev.tidemark.cli.output;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object per row, its names the columns, on a line of its own. */
final class JsonResults implements Results {

    private final PrintStream out;
    private final List<String> columns;
    private final JsonMapper mapper = JsonMapper.builder().build();

    JsonResults(PrintStream out, List<String> columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void row(@Nullable Object... values) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            object.put(columns.get(i), values[i]);
        }
        out.print(mapper.writeValueAsString(object));
        out.print('\n');
    }

    @Override
    public void flush() {
        out.flush();
    }
}
