package dev.tidemark.cli.process;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --ready-file} and {@code -q}: a mixin of the commands that serve until a signal. */
public final class ServeOptions {

    @Option(names = "--ready-file", paramLabel = "FILE", description = "Appears once all answers; holds pid, bootstrap address and console URL as JSON.")
    private @Nullable Path readyFile;

    @Option(names = {"-q", "--quiet"}, description = "Only errors on stderr.")
    private boolean quiet;

    public boolean quiet() {
        return quiet;
    }

    public Readiness readiness() {
        return new Readiness(readyFile, quiet);
    }
}
