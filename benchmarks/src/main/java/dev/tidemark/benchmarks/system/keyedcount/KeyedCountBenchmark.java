package dev.tidemark.benchmarks.system.keyedcount;

import dev.tidemark.benchmarks.system.run.Arguments;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmarks/run keyed-count}: counts records per key on either side, in turns, compares what came out with a plain fold, and
 * prints CPU per record. Run by the program's main thread.
 */
public final class KeyedCountBenchmark {

    public static final String HELP = """
            keyed-count [--records N] [--keys N] [--partitions N] [--runs N] [--profile-to FILE] [--from FILE]
              Counts records per key, exactly once: an application over TCP to a broker, two JVMs on either side: ours, and Kafka
              Streams on Apache Kafka, in turns. CPU of application and broker per record, counted from a tenth of the input on.
              At last one run of ours with samples: where the application's time goes.
                --records N       records of the input (1000000)
                --keys N          keys, drawn evenly (100000)
                --partitions N    of input and output (4)
                --runs N          runs of each side (3)
                --profile-to FILE keeps the recording of the run with samples
                --from FILE       measures nothing: figures from raw runs in a file""";

    private final Path projectRoot;
    private final Path workFolder;
    private final PrintStream out;
    private final PrintStream progress;

    public KeyedCountBenchmark(Path projectRoot, Path workFolder, PrintStream out, PrintStream progress) {
        this.projectRoot = projectRoot;
        this.workFolder = workFolder;
        this.out = out;
        this.progress = progress;
    }

    public void run(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Arguments options = Arguments.parse(arguments, Map.of("records", "1000000", "keys", "100000", "partitions", "4",
                "runs", "3", "profile-to", "", "from", ""));
        @Nullable
        String from = options.text("from");
        new KeyedCountReport(projectRoot, out).print(from == null ? measure(options) : new RawRuns(Path.of(from)));
    }

    private RawRuns measure(Arguments options) throws IOException, InterruptedException, ExecutionException {
        CountInput input = new CountInput(options.count("records"), options.count("keys"),
                options.count("partitions"));
        progress.println("folding " + input.text() + " ...");
        Map<String, Long> expected = input.counts();
        RawRuns raw = RawRuns.fresh(projectRoot, "keyed-count", Instant.now());
        int runs = options.count("runs");
        for (int run = 1; run <= runs; run++) {
            for (Side side : Side.values()) {
                raw.add(measured(side, run, input, expected, null));
            }
        }
        Path recording = workFolder.resolve("samples.jfr");
        raw.add(measured(Side.TIDEMARK, runs + 1, input, expected, recording));
        String kept = options.text("profile-to");
        if (kept != null) {
            Files.copy(recording, Path.of(kept));
        }
        return raw;
    }

    private KeyedCountRun measured(Side side, int run, CountInput input, Map<String, Long> expected,
            @Nullable Path recording) throws IOException, InterruptedException, ExecutionException {
        CountedRun counted = new CountedRun(side, projectRoot, workFolder.resolve(side.label() + "-" + run), progress);
        KeyedCountRun measured = counted.measure(run, input, expected, recording);
        progress.printf(Locale.ROOT, "%s %d: %.2f µs app + %.2f µs broker per record, %.1f s, %d outputs%n",
                side.label(), run, measured.appMicros(), measured.brokerMicros(), measured.wallSeconds(),
                measured.outputs());
        return measured;
    }
}
