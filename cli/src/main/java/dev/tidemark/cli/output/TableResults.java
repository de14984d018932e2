package dev.tidemark.cli.output;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Aligned columns under a head. Rows wait for {@link #flush}, which widens the columns to what is there; numbers stand right. */
final class TableResults implements Results {

    private static final int ROWS_WAITING_MAX = 500;

    private final PrintStream out;
    private final List<String> columns;
    private final int[] widths;
    private final List<@Nullable Object[]> waiting = new ArrayList<>();
    private boolean headShown;

    TableResults(PrintStream out, List<String> columns) {
        this.out = out;
        this.columns = columns;
        this.widths = columns.stream().mapToInt(String::length).toArray();
    }

    @Override
    public void row(@Nullable Object... values) {
        waiting.add(values);
        for (int i = 0; i < values.length; i++) {
            widths[i] = Math.max(widths[i], text(values[i]).length());
        }
        if (waiting.size() >= ROWS_WAITING_MAX) {
            flush();
        }
    }

    @Override
    public void flush() {
        if (!headShown && !waiting.isEmpty()) {
            headShown = true;
            out.println(line(columns.stream().map(column -> column.toUpperCase(Locale.ROOT)).toArray()));
        }
        for (@Nullable
        Object[] values : waiting) {
            out.println(line(values));
        }
        waiting.clear();
        out.flush();
    }

    private String line(@Nullable Object[] values) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            String text = text(values[i]);
            String padding = " ".repeat(widths[i] - text.length());
            line.append(values[i] instanceof Number ? padding + text : text + padding).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case Map<?, ?> map -> map.entrySet()
                    .stream()
                    .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                    .collect(Collectors.joining(","));
            case List<?> list -> list.stream().map(TableResults::text).collect(Collectors.joining(","));
            default -> printable(value.toString());
        };
    }

    /** Without control characters, which would move a terminal's cursor or worse. */
    private static String printable(String text) {
        return text.chars().anyMatch(Character::isISOControl)
                ? text.replace("\t", " ").replaceAll("\\p{Cntrl}", "\ufffd")
                : text;
    }
}
