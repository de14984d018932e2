package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.DerivedFiles;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.workload.Incarnations;
import dev.tidemark.verification.simulation.workload.PartitionProbe;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import dev.tidemark.verification.simulation.workload.TransactionLog;
import dev.tidemark.verification.simulation.workload.TransactionalWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two transactional writers upsert a few keys of a topic that is rolled and compacted every few seconds, while one reader after another reads it from its
 * start. In the end the broker starts with the batches alone, and the last committed value of each key is there, and nothing that was aborted.
 */
public final class CompactionScenario implements Scenario {

    private static final long QUIET_MS = 120_000;
    private static final int KEYS = 20;
    private static final long SCAN_MS = 1_500;
    private static final long BETWEEN_SCANS_MS = 1_000;
    private static final List<TopicPartition> PARTITIONS = List.of(new TopicPartition("keys", 0),
            new TopicPartition("keys", 1));
    private static final Map<String, String> COMMITTED = Map.of("isolation.level", "read_committed");
    private static final Map<String, String> TOPIC = Map.of("cleanup.policy", "compact", "segment.ms", "2000",
            "min.cleanable.dirty.ratio", "0.01", "delete.retention.ms", "2000", "file.delete.delay.ms", "1000");

    private final long faultyMs;

    /** @param faultyMs how long faults strike */
    public CompactionScenario(long faultyMs) {
        this.faultyMs = faultyMs;
    }

    @Override
    public String name() {
        return "compaction";
    }

    @Override
    public Map<String, String> brokerSettings() {
        return Map.of("log.cleaner.backoff.ms", "700", "log.retention.check.interval.ms", "3000",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms", "2000");
    }

    @Override
    public long faultyMs() {
        return faultyMs;
    }

    @Override
    public List<String> play(SimWorld world, FaultPlan plan) {
        return new Play(world).run(plan);
    }

    /** One play; confined to the simulation's thread. */
    private final class Play {

        private final SimWorld world;
        private final TransactionLog log = new TransactionLog();
        private final List<ReadingConsumer> readers = new ArrayList<>();
        private boolean resting;

        Play(SimWorld world) {
            this.world = world;
        }

        List<String> run(FaultPlan plan) {
            world.broker().start();
            Topics.create(world, new NewTopic("keys", PARTITIONS.size(), -1, TOPIC));
            List<Incarnations<TransactionalWriter>> writers = List.of(writer("one"), writer("two"));
            PartitionProbe offsets = new PartitionProbe(world.client("asks where partitions end"), PARTITIONS);
            offsets.start();
            plan.unleash(world);
            scan(faultyMs);
            FaultPlan.heal(world);
            resting = true;
            // those too that were paused, replaced, and took their id back
            writers.forEach(writer -> writer.all().forEach(each -> each.rest()));
            Progress progress = new Progress(world, QUIET_MS);
            progress.demand("each transaction is over",
                    () -> writers.stream().allMatch(writer -> writer.current().idle()));
            scan(10_000); // a few rounds of compaction over what is there
            world.broker().beforeNextStart(DerivedFiles::empty);
            world.broker().kill();
            long killedNanos = world.scheduler().nowNanos();
            progress.demand("nobody holds back readers of committed data, after a start with the batches alone",
                    () -> offsets.nothingOpenSince(killedNanos));
            ReadingConsumer end = readToTheEnd();
            HistoryBook book = new HistoryBook();
            book.transactions(log, "");
            book.exposed(offsets);
            readers.forEach(reader -> book.reads(reader, Isolation.COMMITTED));
            book.end(end, PARTITIONS, Cleanup.COMPACT);
            List<String> violations = new ArrayList<>(progress.violations());
            violations.addAll(Promises.judge(Promises.ofCompaction(), book.history()));
            return violations;
        }

        private Incarnations<TransactionalWriter> writer(String name) {
            return new Incarnations<>(world, "transactions " + name, client -> {
                TransactionalWriter writer = new TransactionalWriter(client,
                        world.scheduler().seed().stream("plan of " + client.name()), Map.of(), "id " + name, "keys",
                        PARTITIONS.size(), KEYS, 300, log);
                writer.start();
                if (resting) {
                    writer.rest();
                }
                return writer;
            }, TransactionalWriter::replaced);
        }

        /** Lets so much time pass, in which one reader after another begins at the start of the log. */
        private void scan(long ms) {
            for (long left = ms; left > 0; left -= SCAN_MS + BETWEEN_SCANS_MS) {
                SimClient client = world.client("scan " + readers.size());
                reading(client);
                world.runForMs(Math.min(left, SCAN_MS));
                client.kill();
                world.runForMs(Math.clamp(left - SCAN_MS, 0, BETWEEN_SCANS_MS));
            }
        }

        private ReadingConsumer reading(SimClient client) {
            ReadingConsumer reader = new ReadingConsumer(client, COMMITTED);
            reader.start(PARTITIONS);
            readers.add(reader);
            return reader;
        }

        /** Until nothing more comes. */
        private ReadingConsumer readToTheEnd() {
            ReadingConsumer reader = reading(world.client("reader"));
            world.runForMs(10_000);
            int before = -1;
            while (before != reader.count()) {
                before = reader.count();
                world.runForMs(5_000);
            }
            return reader;
        }
    }
}
