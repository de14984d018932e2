package dev.tidemark.cli.output;

import dev.tidemark.cli.Terminal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code -o}: how results are shown. A mixin of the commands that have results. */
public final class OutputOptions {

    /** The two forms. */
    public enum Format {
        TABLE, JSONL
    }

    @Option(names = "-o", paramLabel = "table|jsonl", description = "Table or JSON lines; without it a table on a terminal, JSON lines when piped.")
    private @Nullable Format format;

    /** Whether results are tables, for people. */
    public boolean table(Terminal terminal) {
        return format(terminal) == Format.TABLE;
    }

    /** Where rows of these columns go. */
    public Results open(Terminal terminal, List<String> columns) {
        return switch (format(terminal)) {
            case TABLE -> new TableResults(terminal.out(), columns);
            case JSONL -> new JsonResults(terminal.out(), columns);
        };
    }

    private Format format(Terminal terminal) {
        if (format != null) {
            return format;
        }
        return terminal.outIsTerminal() ? Format.TABLE : Format.JSONL;
    }
}
