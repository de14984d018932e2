package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.broker.LatencyHistogram;
import dev.tidemark.benchmarks.system.broker.LoadResult;
import dev.tidemark.benchmarks.system.broker.TimedLoad;
import dev.tidemark.benchmarks.system.run.Arguments;
import dev.tidemark.benchmarks.system.run.Bar;
import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.Machine;
import dev.tidemark.benchmarks.system.run.PeerTable;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.benchmarks.system.run.Site;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * {@code benchmarks/run result-latency}: orders come at an even rate, open loop; how long until a consumer of committed records has each one's result.
 * Run by the program's main thread.
 */
public final class ResultLatency {

    /** Its word on the command line. */
    public static final String KIND = "result-latency";

    public static final String HELP = """
            result-latency [--runs N] [--rate N] [--seconds N] [--warmup-seconds N] [--from FILE]
              An application that keeps each customer's latest order, exactly once, commit interval 100 ms, over TCP, beside Kafka Streams on
              Apache Kafka, in turns. From when an order was due to the receipt of its result; the bar is 0.7 of Kafka Streams' p99.
                --runs N            runs of each side (5)
                --rate N            orders a second (2000)
                --seconds N         how long orders count (30)
                --warmup-seconds N  how long they do not, before (20)
                --from FILE         measures nothing: the table from raw runs in a file""";

    private static final Bar BAR = Bar.atMost(0.7);
    private static final int PARTITIONS = 4;
    private static final Program PROGRAM = new LatestOrder();

    private final Site site;

    public ResultLatency(Site site) {
        this.site = site;
    }

    public void run(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        Arguments options = Arguments.parse(arguments, Map.of("runs", "5", "rate", "2000", "seconds", "30",
                "warmup-seconds", "20", "from", ""));
        report(site.rawRuns(KIND, options, raw -> measure(options, raw)));
    }

    private void measure(Arguments options, RawRuns raw) throws IOException, InterruptedException, ExecutionException {
        String commit = new ProductionCommit(site.projectRoot()).now();
        TimedLoad load = new TimedLoad(ResultLoad.class, List.of(), options.count("rate"), options.count(
                "warmup-seconds"), options.count("seconds"));
        for (int run = 1; run <= options.count("runs"); run++) {
            for (Side side : Side.values()) {
                LatencyRun measured = measure(side, run, load, commit);
                raw.add(measured);
                site.progress()
                        .printf(Locale.ROOT,
                                "%s %d: p50 %.1f ms, p99 %.1f ms, CPU s %.1f app, %.1f broker, load %.1f%n",
                                side.label(), run, measured.p50Micros() / 1e3, measured.p99Micros() / 1e3,
                                measured.appCpuSeconds(), measured.brokerCpuSeconds(), measured.load());
            }
        }
    }

    private LatencyRun measure(Side side, int run, TimedLoad load, String commit)
            throws IOException, InterruptedException, ExecutionException {
        double loadAverage = Machine.load();
        Path folder = site.runFolder(KIND);
        Deployment deployment = side == Side.TIDEMARK ? Deployment.TIDEMARK : Deployment.KAFKA;
        try (TwoProcesses deployed = TwoProcesses.start(deployment, PROGRAM, site.projectRoot(), folder, null)) {
            createTopics(deployed.bootstrap());
            deployed.startApp();
            double appCpu = deployed.appCpu();
            double brokerCpu = deployed.brokerCpu();
            TimedLoad here = new TimedLoad(load.main(), List.of(deployed.bootstrap(), Integer.toString(PARTITIONS)),
                    load.perSecond(), load.warmupSeconds(), load.seconds());
            LoadResult result = here.run(folder);
            Histogram histogram = result.histogram();
            if (histogram.getTotalCount() != load.measured()) {
                throw new IllegalStateException(histogram.getTotalCount() + " results of " + load.measured());
            }
            long seconds = load.warmupSeconds() + (long) load.seconds();
            return new LatencyRun(side, run, load.perSecond(), load.seconds(), load.warmupSeconds(), load.measured(),
                    histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(99),
                    transactions(deployed.bootstrap(), seconds * load.perSecond()) / (double) seconds,
                    deployed.appCpu() - appCpu, deployed.brokerCpu() - brokerCpu, LatencyHistogram.encode(histogram),
                    commit, loadAverage, JvmFlags.text(), Machine.text());
        } finally {
            new DiskStorage().deleteTree(folder);
        }
    }

    /** Transactions that wrote results, one for each order: what each partition holds besides those is a marker of each of them. */
    private static long transactions(String bootstrap, long results) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            ends.put(new TopicPartition(Program.RESULTS, i), OffsetSpec.latest());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            long records = 0;
            for (ListOffsetsResultInfo end : admin.listOffsets(ends).all().get().values()) {
                records += end.offset();
            }
            return (records - results) / PARTITIONS;
        }
    }

    private static void createTopics(String bootstrap) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(Program.ORDERS, PARTITIONS, (short) 1),
                    new NewTopic(Program.RESULTS, PARTITIONS, (short) 1))).all().get();
        }
    }

    private void report(RawRuns raw) {
        List<LatencyRun> runs = raw.read(LatencyRun.class);
        LatencyRun first = runs.getFirst();
        site.out()
                .printf(Locale.ROOT,
                        "%d orders a second for %d s after %d s, %d partitions, one worker, commit interval 100 ms on both sides (ours is shorter at rest), exactly once;"
                                + " from when an order was due to its committed result%n",
                        first.perSecond(), first.seconds(), first.warmupSeconds(), PARTITIONS);
        site.heading(first.jvmFlags(), first.machine(), first.commit());
        new PeerTable<>("Kafka Streams'", LatencyRun::side)
                .row("p50 ms", null, 1, runs, run -> run.p50Micros() / 1e3)
                .row("p99 ms", BAR, 1, runs, run -> run.p99Micros() / 1e3)
                .row("transactions a second", null, 1, runs, LatencyRun::transactionsPerSecond)
                .row("CPU s of the application", null, 1, runs, LatencyRun::appCpuSeconds)
                .row("CPU s of the broker", null, 1, runs, LatencyRun::brokerCpuSeconds)
                .lines()
                .forEach(site.out()::println);
        site.footing(raw);
    }
}
