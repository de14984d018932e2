package dev.tidemark.benchmarks.system.startup;

import dev.tidemark.benchmarks.system.run.Arguments;
import dev.tidemark.benchmarks.system.run.Bar;
import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.Machine;
import dev.tidemark.benchmarks.system.run.MeasuredBroker;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.benchmarks.system.run.Site;
import dev.tidemark.benchmarks.system.run.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmarks/run startup}: each side starts on a folder with many topics, in turns, and answers one record. Run by the
 * program's main thread.
 */
public final class StartupBenchmark {

    /** Its word on the command line. */
    public static final String KIND = "startup";

    public static final String HELP = """
            startup [--runs N] [--topics N] [--folder DIR] [--from FILE]
              Starts a broker of either side, in turns, on a folder with topics that was closed cleanly, sends one record and
              fetches it. CPU seconds of the server's process by then; the bar is 0.25 of Apache Kafka's.
                --runs N     starts of each side that count (7); one more of each comes before and is not counted
                --topics N   topics in the folder (100)
                --folder DIR where the data folders are made and kept; those that are there are used
                --from FILE  measures nothing: the verdict from raw runs in a file""";

    private static final Bar BAR = Bar.atMost(0.25);
    private static final Map<String, String> SETTINGS = Map.of();

    private final Site site;
    private Path workFolder;

    public StartupBenchmark(Site site) {
        this.site = site;
        this.workFolder = site.temporary();
    }

    public void run(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Arguments options = Arguments.parse(arguments, Map.of("runs", "7", "topics", "100", "folder", "",
                "from", ""));
        @Nullable
        String folder = options.text("folder");
        if (folder != null) {
            workFolder = Path.of(folder).toAbsolutePath();
        }
        report(site.rawRuns(KIND, options, raw -> measure(options.count("runs"), options.count("topics"), raw)));
    }

    private void measure(int runs, int topics, RawRuns raw)
            throws IOException, InterruptedException, ExecutionException {
        for (Side side : Side.values()) {
            if (!Files.exists(folder(side))) {
                site.progress().println("making " + topics + " topics through " + side.label() + " ...");
                prepare(side, topics);
            }
        }
        for (int run = 0; run <= runs; run++) {
            for (Side side : Side.values()) {
                StartupRun measured = start(side, run, topics);
                site.progress()
                        .printf(Locale.ROOT, "%s %d: %.2f s CPU, ready after %.2f s, fetched after %.2f s, %s%s%n",
                                side.label(), run, measured.cpuSeconds(), measured.readySeconds(),
                                measured.wallSeconds(),
                                Machine.loadText(), run == 0 ? " (not counted)" : "");
                if (run > 0) {
                    raw.add(measured);
                }
            }
        }
    }

    private void prepare(Side side, int topics) throws IOException, InterruptedException, ExecutionException {
        try (MeasuredBroker broker = MeasuredBroker.start(side, site.projectRoot(), folder(side), SETTINGS)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
                List<NewTopic> wanted = new ArrayList<>();
                for (int i = 0; i < topics; i++) {
                    wanted.add(new NewTopic(topic(i), 1, (short) 1));
                }
                admin.createTopics(wanted).all().get();
            }
            for (int i = 0; i < topics; i++) {
                RoundTrip.make(broker.bootstrap(), topic(i), "a record of topic " + i);
            }
            broker.stopCleanly();
        }
    }

    private StartupRun start(Side side, int run, int topics)
            throws IOException, InterruptedException, ExecutionException {
        double load = Machine.load();
        long started = System.nanoTime();
        try (MeasuredBroker broker = MeasuredBroker.start(side, site.projectRoot(), folder(side), SETTINGS)) {
            double ready = (System.nanoTime() - started) / 1e9;
            RoundTrip.make(broker.bootstrap(), topic(run % topics), "start " + run + " of " + side.label());
            double cpu = broker.process().cpu().toNanos() / 1e9;
            double wall = (System.nanoTime() - started) / 1e9;
            if (cpu == 0) {
                throw new IllegalStateException("the operating system does not tell the CPU time of a process");
            }
            broker.stopCleanly();
            return new StartupRun(side, run, topics, cpu, ready, wall, load, JvmFlags.text(), Machine.text());
        }
    }

    private Path folder(Side side) {
        return workFolder.resolve(side.label());
    }

    private static String topic(int number) {
        return "topic-" + number;
    }

    private void report(RawRuns raw) {
        List<StartupRun> runs = raw.read(StartupRun.class);
        StartupRun first = runs.getFirst();
        site.out()
                .printf("Start-up with %d topics: process start to one record produced and fetched%n", first.topics());
        site.out().println("  flags of both sides: " + first.jvmFlags());
        site.out()
                .println("  " + first.machine() + ", raw runs in "
                        + site.projectRoot().relativize(raw.file().toAbsolutePath()));
        for (Side side : Side.values()) {
            site.out()
                    .printf("  %-9s %d runs: CPU s %s, wall s %s, ready s %s%n", side.label(),
                            spread(runs, side, StartupRun::cpuSeconds).runs(),
                            spread(runs, side, StartupRun::cpuSeconds).text(),
                            spread(runs, side, StartupRun::wallSeconds).text(),
                            spread(runs, side, StartupRun::readySeconds).text());
        }
        site.out()
                .println("  CPU, " + BAR.text(spread(runs, Side.TIDEMARK, StartupRun::cpuSeconds),
                        spread(runs, Side.KAFKA, StartupRun::cpuSeconds)));
    }

    private static Spread spread(List<StartupRun> runs, Side side, ToDoubleFunction<StartupRun> value) {
        return Spread.of(runs.stream().filter(run -> run.side() == side).map(value::applyAsDouble).toList());
    }
}
