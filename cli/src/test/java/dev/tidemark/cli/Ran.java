package dev.tidemark.cli;

import dev.tidemark.cli.cluster.ClusterOpener;
import dev.tidemark.cli.process.StopSignal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One command that was run in this JVM: what it wrote and how it ended. */
public record Ran(int status, String out, String err) {

    /** A process that is told to stop as soon as it serves. */
    static final StopSignal ALREADY_STOPPED = served -> CompletableFuture.completedFuture(null);

    /** The lines of stdout. */
    public List<String> lines() {
        return out.lines().toList();
    }

    /** Runs a command over TCP, with results piped. */
    public static Ran tidemark(String... args) {
        return withInput("", args);
    }

    /** As {@link #tidemark}, with lines on stdin. */
    public static Ran withInput(String in, String... args) {
        return with(ClusterOpener.overTcp(), ALREADY_STOPPED, Map.of(), in, args);
    }

    public static Ran with(ClusterOpener clusters, StopSignal stop, Map<String, String> env, String in,
            String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8),
                false, false, env);
        int status = new Cli(new CliContext(terminal, clusters, stop)).run(args);
        return new Ran(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
