package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.JvmFlags;
import dev.tidemark.benchmarks.system.run.JvmThreads;
import dev.tidemark.benchmarks.system.run.Machine;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One query on one input, measured as often as asked, each time from an empty folder to the compared output. Run by the benchmark's thread. */
final class MeasuredQuery {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(90);
    /** No result for so long, with all of the input committed: there are no more. A wrong guess is a wrong result, and seen. */
    private static final Duration OVER_AFTER = Duration.ofSeconds(3);

    private final Query query;
    private final Orders orders;
    private final Facts expected;
    private final String commit;
    private final Path projectRoot;
    private final Path workFolder;
    private final PrintStream progress;

    /** Where the processes stood at a moment. */
    private record Mark(Instant time, long committed, double appCpu, double brokerCpu, JvmThreads jvm) {}

    MeasuredQuery(Query query, Orders orders, String commit, Path projectRoot, Path workFolder, PrintStream progress) {
        this.query = query;
        this.orders = orders;
        this.commit = commit;
        this.projectRoot = projectRoot;
        this.workFolder = workFolder;
        this.progress = progress;
        progress.println(query.label() + ": folding " + orders.text() + " ...");
        this.expected = query.results(orders);
    }

    /**
     * Runs it once.
     *
     * @param recordings where samples go; null for none
     * @throws IllegalStateException if results or stores are not what the input says
     */
    QueryRun run(Deployment deployment, int run, @Nullable Recordings recordings)
            throws IOException, InterruptedException, ExecutionException {
        double load = Machine.load();
        String label = query.label() + ", " + deployment.label() + " " + run;
        Path folder = Files.createTempDirectory(workFolder, query.label() + "-" + deployment.label() + "-");
        try (Deployed deployed = start(deployment, folder, recordings);
                QueryTopics topics = new QueryTopics(deployed.bootstrap(), query, orders.partitions())) {
            topics.create();
            progress.println(label + ": writing the input ...");
            long firstMs = topics.write(orders);
            deployed.startApp();
            Mark from = begun(topics, deployed);
            Mark to = over(topics, deployed);
            deployed.stopApp();
            progress.println(label + ": reading what came out ...");
            Facts found = new Facts();
            QueryTopics.Read results = topics.read(Query.RESULTS, record -> query.read(record, firstMs, found));
            holdTo(label + ", results", found.differenceFrom(expected));
            Map<String, Long> stored = stored(label, deployment, topics, firstMs);
            double appCpu = to.appCpu - from.appCpu;
            long counted = to.committed - from.committed;
            return new QueryRun(query.label(), deployment, run, recordings != null, orders.count(), orders.keys(),
                    orders.partitions(), counted, appCpu, to.brokerCpu - from.brokerCpu,
                    seconds(Duration.between(from.time, to.time)), results.records(), results.transactions(), stored,
                    recordings == null ? Map.of() : parts(deployed, deployment, recordings, from, to), commit, load,
                    JvmFlags.text(), Machine.text());
        } finally {
            new DiskStorage().deleteTree(folder);
        }
    }

    private Deployed start(Deployment deployment, Path folder, @Nullable Recordings recordings)
            throws IOException, InterruptedException {
        return deployment == Deployment.IN_PROCESS ? OneProcess.start(query, folder, recordings)
                : TwoProcesses.start(deployment, query, projectRoot, folder, recordings);
    }

    /** The moment at which a tenth of the input is committed. */
    private Mark begun(QueryTopics topics, Deployed deployed)
            throws IOException, InterruptedException, ExecutionException {
        Watch watch = new Watch(deployed);
        while (true) {
            Mark mark = mark(topics, deployed);
            if (mark.committed >= orders.count() / 10) {
                return mark;
            }
            watch.saw(mark.committed, 0);
        }
    }

    /** The moment at which the last result was there. */
    private Mark over(QueryTopics topics, Deployed deployed)
            throws IOException, InterruptedException, ExecutionException {
        Watch watch = new Watch(deployed);
        long written = topics.written(orders);
        long endBefore = -1;
        Mark last = null;
        while (true) {
            Mark mark = mark(topics, deployed);
            if (mark.committed < written) {
                watch.saw(mark.committed, 0);
                continue;
            }
            long end = topics.resultsEnd();
            if (last == null || end != endBefore) {
                last = mark;
                endBefore = end;
            } else if (Duration.between(last.time, mark.time).compareTo(OVER_AFTER) > 0) {
                return last;
            }
            watch.saw(mark.committed, end);
        }
    }

    private static Mark mark(QueryTopics topics, Deployed deployed)
            throws IOException, InterruptedException, ExecutionException {
        return new Mark(Instant.now(), topics.committed(), deployed.appCpu(), deployed.brokerCpu(), deployed.jvm());
    }

    /** Waits from look to look, until the application ends or stands still. */
    private final class Watch {

        private final Deployed deployed;
        private long committedBefore = -1;
        private long endBefore = -1;
        private Instant moved = Instant.now();

        private Watch(Deployed deployed) {
            this.deployed = deployed;
        }

        private void saw(long committed, long end) {
            if (committed != committedBefore || end != endBefore) {
                committedBefore = committed;
                endBefore = end;
                moved = Instant.now();
            }
            if (!deployed.appAlive() || Duration.between(moved, Instant.now()).compareTo(STUCK_AFTER) > 0) {
                throw new IllegalStateException(query.label() + " stands at " + committed + " of " + orders.count()
                        + " records:\n" + String.join("\n", deployed.said()));
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }

    /** Holds each changelog to the fold; how many facts each has. */
    private Map<String, Long> stored(String label, Deployment deployment, QueryTopics topics, long firstMs) {
        Map<String, Long> stored = new TreeMap<>();
        for (StoreLog log : query.stores()) {
            String topic = log.topic(query.label(), deployment.ourApp());
            StoreContent content = new StoreContent();
            topics.read(topic, record -> log.read(record, deployment.ourApp(), firstMs, content));
            holdTo(label + ", " + topic, content.differenceFrom(log, orders));
            stored.put(topic, content.facts().size());
        }
        return stored;
    }

    private static void holdTo(String what, @Nullable String difference) {
        if (difference != null) {
            throw new IllegalStateException(what + ": " + difference);
        }
    }

    private Map<String, Double> parts(Deployed deployed, Deployment deployment, Recordings recordings, Mark from,
            Mark to) throws IOException, InterruptedException {
        deployed.end();
        boolean together = deployment == Deployment.IN_PROCESS;
        long counted = to.committed - from.committed;
        CpuSamples samples = CpuSamples.read(recordings.app(), from.time, to.time, together);
        say("application", samples);
        double jvm = to.jvm.since(from.jvm);
        Map<String, Double> parts = new LinkedHashMap<>(samples.micros((to.appCpu - from.appCpu - jvm) * 1e6 / counted,
                jvm * 1e6 / counted));
        if (!together) {
            say("broker", CpuSamples.read(recordings.broker(), from.time, to.time, true));
            parts.put(Part.BROKER.label(), (to.brokerCpu - from.brokerCpu) * 1e6 / counted);
        }
        return parts;
    }

    private void say(String whose, CpuSamples samples) {
        samples.text().forEach(line -> progress.println(whose + ": " + line));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
