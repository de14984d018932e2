package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.broker.Pace;
import dev.tidemark.benchmarks.system.broker.PacedProducer;
import dev.tidemark.benchmarks.system.run.Arguments;
import dev.tidemark.benchmarks.system.run.Bar;
import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.Machine;
import dev.tidemark.benchmarks.system.run.PeerTable;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.benchmarks.system.run.Site;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmarks/run app-restart}: an application with a large store is killed while updates come, and started again at once; then once more on an
 * empty disk. Run by the program's main thread.
 */
public final class AppRestart {

    /** Its word on the command line. */
    public static final String KIND = "app-restart";

    public static final String HELP = """
            app-restart [--runs N] [--keys N] [--memberships A,B] [--archive yes|no] [--from FILE]
              An application that keeps each customer's latest order, exactly once, in RocksDB; updates come at 2,000 a second. Its store is
              filled, then left 40 s to be flushed (theirs) or checkpointed (ours). kill -9 and start: seconds until the result of an order
              that was due after the kill. Then the same application on an empty disk: changelog records restored a second. The bars: at most
              0.1 of Kafka Streams' time with static members, at least 2 times its rate.
                --runs N            runs of each side (3)
                --keys N            customers (2000000)
                --memberships A,B   of static and new (both)
                --archive yes|no    whether both applications' JVMs start from an archive of their classes (yes); each makes its own before
                --from FILE         measures nothing: the table from raw runs in a file""";

    private static final Bar TIME = Bar.atMost(0.1);
    private static final Bar RATE = Bar.atLeast(2);
    private static final String STATIC = "static";
    private static final String NEW = "new";
    /** Less than RocksDB may take by its defaults on the other side: 98 MiB of write buffers and cache for each store. */
    private static final String OUR_MEMORY = "256m";
    private static final int PARTITIONS = 4;
    private static final int PER_SECOND = 2_000;
    private static final int UPDATES_SECONDS_MAX = 300;
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Pattern RESTORED = Pattern.compile("restored (\\d+) records of \\S+ in (\\d+) ms");
    private static final Program PROGRAM = new LatestOrder();

    private final Site site;
    private final Map<Side, StartArchive> archives = new EnumMap<>(Side.class);

    /** What an application has said of restoring. */
    private record Restored(long records, double seconds) {

        static Restored of(List<String> said) {
            long records = 0;
            long millis = 0;
            for (String line : said) {
                Matcher matcher = RESTORED.matcher(line);
                if (matcher.find()) {
                    records += Long.parseLong(matcher.group(1));
                    millis = Math.max(millis, Long.parseLong(matcher.group(2)));
                }
            }
            return new Restored(records, millis / 1e3);
        }
    }

    public AppRestart(Site site) {
        this.site = site;
    }

    public void run(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Arguments options = Arguments.parse(arguments, Map.of("runs", "3", "keys", "2000000", "memberships", STATIC
                + "," + NEW, "archive", "yes", "from", ""));
        report(site.rawRuns(KIND, options, raw -> measure(options, raw)));
    }

    private void measure(Arguments options, RawRuns raw) throws IOException, InterruptedException, ExecutionException {
        String commit = new ProductionCommit(site.projectRoot()).now();
        Path archiveFolder = site.runFolder(KIND + "-archives");
        try {
            for (Side side : Side.values()) {
                archives.put(side, archive(options.text("archive"), side, archiveFolder));
            }
            measureAll(options, commit, raw);
        } finally {
            new DiskStorage().deleteTree(archiveFolder);
        }
    }

    private StartArchive archive(@Nullable String wanted, Side side, Path folder)
            throws IOException, InterruptedException, ExecutionException {
        if ("no".equals(wanted)) {
            return StartArchive.NONE;
        }
        if (!"yes".equals(wanted)) {
            throw new IllegalArgumentException("--archive " + wanted + ": there are yes and no");
        }
        site.progress().println(side.label() + ": making the archive of the application's classes ...");
        return StartArchive.make(deployment(side), PROGRAM, settings(side, STATIC), PARTITIONS, PER_SECOND, site,
                folder);
    }

    private static Deployment deployment(Side side) {
        return side == Side.TIDEMARK ? Deployment.TIDEMARK : Deployment.KAFKA;
    }

    private void measureAll(Arguments options, String commit, RawRuns raw)
            throws IOException, InterruptedException, ExecutionException {
        @Nullable
        String memberships = options.text("memberships");
        for (String membership : memberships == null ? new String[0] : memberships.split(",")) {
            if (!membership.equals(STATIC) && !membership.equals(NEW)) {
                throw new IllegalArgumentException("--memberships " + membership + ": there are static and new");
            }
            for (int run = 1; run <= options.count("runs"); run++) {
                for (Side side : Side.values()) {
                    RestartRun measured = measure(side, membership, run, options.count("keys"), commit);
                    raw.add(measured);
                    site.progress()
                            .printf(Locale.ROOT,
                                    "%s, %s %d: %.2f s to the next result, %d records restored; empty disk: %d in %.1f s, load %.1f%n",
                                    side.label(), membership, run, measured.secondsToResult(), measured.restored(),
                                    measured.emptyRestored(), measured.emptySeconds(), measured.load());
                }
            }
        }
    }

    private RestartRun measure(Side side, String membership, int run, int keys, String commit)
            throws IOException, InterruptedException, ExecutionException {
        double load = Machine.load();
        Path folder = site.runFolder(KIND);
        StartArchive archive = Invariants.present(archives.get(side), "archive");
        try (TwoProcesses deployed = TwoProcesses.start(deployment(side), PROGRAM, site.projectRoot(), folder, null);
                KeyedOrders orders = new KeyedOrders(deployed.bootstrap(), PARTITIONS, keys).createTopics()) {
            deployed.appSettings(settings(side, membership));
            deployed.appFlags(archive.flags());
            deployed.startApp();
            site.progress().println(side.label() + ", " + membership + " " + run + ": filling " + keys + " keys ...");
            orders.write(keys);
            orders.awaitCommitted(PROGRAM, deployed, keys, () -> {});
            Thread updates = updates(deployed.bootstrap(), keys);
            double seconds = killed(deployed, side, membership);
            Restored restored = Restored.of(deployed.said());
            deployed.stopApp();
            updates.interrupt();
            updates.join();
            Restored empty = onEmptyDisk(deployed);
            return new RestartRun(side, membership, run, keys, PER_SECOND, OUR_MEMORY, seconds, restored.records,
                    empty.records,
                    empty.seconds, commit, load, JvmFlags.text() + archive.text(), Machine.text());
        } finally {
            new DiskStorage().deleteTree(folder);
        }
    }

    /** Ours always is a static member. */
    private static Map<String, String> settings(Side side, String membership) {
        Map<String, String> settings = new TreeMap<>(
                Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "2000"));
        if (side == Side.TIDEMARK) {
            settings.put("tidemark.state.memory.bytes", OUR_MEMORY);
        } else if (membership.equals(STATIC)) {
            settings.put("group.instance.id", "one");
        }
        return settings;
    }

    /** Sends updates until it is interrupted. */
    private static Thread updates(String bootstrap, int keys) {
        Pace pace = new Pace(PER_SECOND, 0, UPDATES_SECONDS_MAX);
        Thread thread = new Thread(() -> {
            try (PacedProducer producer = new PacedProducer(bootstrap, Program.ORDERS, PARTITIONS, keys,
                    KeyedOrders.VALUE_BYTES,
                    pace)) {
                producer.sendUntilInterrupted();
            }
        }, "updates");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Seconds from the kill to the first result of an order that was due after it. */
    private static double killed(TwoProcesses deployed, Side side, String membership)
            throws IOException, InterruptedException {
        try (NewestResults results = new NewestResults(deployed.bootstrap(), PARTITIONS)) {
            Instant settled = Instant.now().plus(SETTLED_AFTER);
            while (Instant.now().isBefore(settled)) {
                results.dueNanos();
            }
            deployed.killApp();
            long killed = System.nanoTime();
            if (side == Side.TIDEMARK && membership.equals(NEW)) {
                Files.delete(deployed.stateDir().resolve(PROGRAM.label()).resolve("process.id"));
            }
            deployed.startApp();
            Instant until = Instant.now().plus(PATIENCE);
            while (results.dueNanos() < killed) {
                if (!deployed.appAlive() || Instant.now().isAfter(until)) {
                    throw new IllegalStateException("no result after the kill:\n" + String.join("\n", deployed.said()));
                }
            }
            return (System.nanoTime() - killed) / 1e9;
        }
    }

    private static Restored onEmptyDisk(TwoProcesses deployed) throws IOException, InterruptedException {
        new DiskStorage().deleteTree(deployed.stateDir());
        deployed.startApp();
        Instant until = Instant.now().plus(PATIENCE);
        List<String> restored = new ArrayList<>();
        while (restored.size() < PARTITIONS) {
            restored = deployed.said().stream().filter(line -> RESTORED.matcher(line).find()).toList();
            if (!deployed.appAlive() || Instant.now().isAfter(until)) {
                throw new IllegalStateException("not all stores are restored:\n" + String.join("\n", deployed.said()));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        deployed.stopApp();
        return Restored.of(restored);
    }

    private void report(RawRuns raw) {
        List<RestartRun> runs = raw.read(RestartRun.class);
        RestartRun first = runs.getFirst();
        site.out()
                .printf(Locale.ROOT,
                        "%d keys of %d bytes, %d updates a second, %d partitions, one worker, exactly once, RocksDB,"
                                + " commit interval 100 ms, session.timeout.ms=6000, our tidemark.state.memory.bytes=%s%n",
                        first.keys(), KeyedOrders.VALUE_BYTES, first.perSecond(),
                        PARTITIONS, first.memory());
        site.heading(first.jvmFlags(), first.machine(), first.commit());
        PeerTable<RestartRun> table = new PeerTable<>("Kafka Streams'", RestartRun::side);
        for (String membership : List.of(STATIC, NEW)) {
            List<RestartRun> these = runs.stream().filter(run -> run.membership().equals(membership)).toList();
            if (!these.isEmpty()) {
                String what = ", " + membership + " member";
                table.row("s to the next result" + what, membership.equals(STATIC) ? TIME : null, 2, these,
                        RestartRun::secondsToResult);
                table.row("records restored" + what, null, 0, these, RestartRun::restored);
            }
        }
        table.row("records restored a second, empty disk", RATE, 0, runs, RestartRun::emptyPerSecond);
        table.lines().forEach(site.out()::println);
        site.footing(raw);
    }
}
