package dev.tidemark.benchmarks.system.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where a benchmark runs. Used by the program's main thread.
 *
 * @param projectRoot of the checkout: raw runs go to its {@code benchmarks/results}
 * @param temporary a folder of this program alone, deleted when it ends
 * @param out for tables and verdicts
 * @param progress for what happens meanwhile
 */
public record Site(Path projectRoot, Path temporary, PrintStream out, PrintStream progress) {

    /** Measures, and adds each run as it ends. */
    @FunctionalInterface
    public interface Measuring {

        void into(RawRuns raw) throws IOException, InterruptedException, ExecutionException;
    }

    /** The raw runs that a report is made of: measured now, or, where option {@code from} names a file, read from it. */
    public RawRuns rawRuns(String kind, Arguments options, Measuring measuring)
            throws IOException, InterruptedException, ExecutionException {
        @Nullable
        String from = options.text("from");
        if (from != null) {
            return new RawRuns(Path.of(from));
        }
        RawRuns raw = RawRuns.fresh(projectRoot, kind, Instant.now());
        progress.println("raw runs go to " + raw.file());
        measuring.into(raw);
        return raw;
    }

    /** A folder for one run. */
    public Path runFolder(String kind) throws IOException {
        return Files.createTempDirectory(temporary, kind + "-");
    }

    /** Prints what all runs have in common. */
    public void heading(String flags, String machine, String commit) {
        out.println("flags of all JVMs: " + flags);
        out.println(machine + "; production commit " + commit);
        out.println();
    }

    /** Prints where the raw runs are. */
    public void footing(RawRuns raw) {
        out.println();
        out.println("raw runs: " + projectRoot.relativize(raw.file().toAbsolutePath()));
    }
}
