package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.Arguments;
import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.Machine;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Site;
import dev.tidemark.benchmarks.system.run.Spread;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code benchmarks/run state-memory}: two hundred stores in RocksDB take more than their budget, and stay within it. Run by the program's main thread.
 */
public final class StateMemoryBound {

    /** Its word on the command line. */
    public static final String KIND = "state-memory";

    public static final String HELP = """
            state-memory [--runs N] [--records N] [--keys N] [--from FILE]
              Ten stores over twenty partitions, tidemark.state.memory.bytes=256m, several times that much state, in a process whose heap is
              touched as a whole at its start. The most that is resident, above what was before there was anything to do; the bar is 1.3 of the
              budget.
                --runs N      runs (3)
                --records N   records, each of which changes ten stores (1500000)
                --keys N      customers (500000)
                --from FILE   measures nothing: the table from raw runs in a file""";

    private static final double BUDGETS_MAX = 1.3;
    private static final int PARTITIONS = 20;
    private static final int BUDGET_MIB = 256;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final List<String> TOUCHED = List.of("-Xms512m", "-XX:+AlwaysPreTouch");
    private static final Program PROGRAM = new ManyStores();

    private final Site site;

    public StateMemoryBound(Site site) {
        this.site = site;
    }

    public void run(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Arguments options = Arguments.parse(arguments, Map.of("runs", "3", "records", "1500000", "keys", "500000",
                "from", ""));
        report(site.rawRuns(KIND, options, raw -> measure(options, raw)));
    }

    private void measure(Arguments options, RawRuns raw) throws IOException, InterruptedException, ExecutionException {
        for (int run = 1; run <= options.count("runs"); run++) {
            MemoryRun measured = measure(run, options.count("records"), options.count("keys"));
            raw.add(measured);
            site.progress()
                    .printf(Locale.ROOT, "run %d: %.0f MiB resident at most, %.0f before, %.2f budgets, %.0f s%n", run,
                            measured.greatestMib(), measured.baseMib(), measured.budgets(), measured.seconds());
        }
    }

    private MemoryRun measure(int run, int records, int keys)
            throws IOException, InterruptedException, ExecutionException {
        Path folder = site.runFolder(KIND);
        try (TwoProcesses deployed = TwoProcesses.start(Deployment.TIDEMARK, PROGRAM, site.projectRoot(), folder, null);
                KeyedOrders orders = new KeyedOrders(deployed.bootstrap(), PARTITIONS, keys).createTopics()) {
            deployed.appSettings(Map.of("tidemark.state.memory.bytes", BUDGET_MIB + "m"));
            deployed.appFlags(TOUCHED);
            deployed.startApp();
            LockSupport.parkNanos(IDLE.toNanos());
            double base = deployed.appMib();
            DoubleAccumulator greatest = new DoubleAccumulator(Math::max, base);
            Instant begin = Instant.now();
            Thread writer = new Thread(() -> orders.write(records), "orders");
            writer.setDaemon(true);
            writer.start();
            orders.awaitCommitted(PROGRAM, deployed, records, () -> greatest.accumulate(deployed.appMib()));
            double seconds = Duration.between(begin, Instant.now()).toNanos() / 1e9;
            return new MemoryRun(run, ManyStores.STORES * PARTITIONS, records, keys, BUDGET_MIB, base, greatest.get(),
                    seconds, new ProductionCommit(site.projectRoot()).now(), JvmFlags.text() + "; the application also "
                            + String.join(" ", TOUCHED),
                    Machine.text());
        } finally {
            new DiskStorage().deleteTree(folder);
        }
    }

    private void report(RawRuns raw) {
        List<MemoryRun> runs = raw.read(MemoryRun.class);
        MemoryRun first = runs.getFirst();
        Spread budgets = Spread.of(runs.stream().map(MemoryRun::budgets).toList());
        PrintStream out = site.out();
        out.printf(Locale.ROOT, "%d stores, %d records, %d keys, budget %.0f MiB, exactly once, RocksDB%n", first
                .stores(), first.records(), first.keys(), first.budgetMib());
        site.heading(first.jvmFlags(), first.machine(), first.commit());
        out.println("resident before, MiB: " + Spread.of(runs.stream().map(MemoryRun::baseMib).toList()).text(0));
        out.println("resident at most, MiB: " + Spread.of(runs.stream().map(MemoryRun::greatestMib).toList()).text(0));
        out.printf(Locale.ROOT, "above the base, in budgets: %s; at most %.1f: %s%n", budgets.text(), BUDGETS_MAX,
                budgets.greatest() <= BUDGETS_MAX ? "holds" : "missed");
        site.footing(raw);
    }
}
