package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.check.Evidence;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.workload.Incarnations;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import dev.tidemark.verification.simulation.workload.TransactionLog;
import dev.tidemark.verification.simulation.workload.TransactionLog.End;
import dev.tidemark.verification.simulation.workload.TransactionalWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two transactional writers upsert a few keys of a topic that is rolled and compacted every few seconds. In the end the last committed value of each key
 * is there, and nothing that was aborted.
 */
public final class CompactionScenario implements Scenario {

    private static final long QUIET_MS = 120_000;
    private static final long LOOK_MS = 250;
    private static final int PARTITIONS = 2;
    private static final int KEYS = 20;
    private static final List<TopicPartition> PARTITIONS_OF_TOPIC = List.of(new TopicPartition("keys", 0),
            new TopicPartition("keys", 1));
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
        List<String> violations = new ArrayList<>();
        TransactionLog log = new TransactionLog();
        world.broker().start();
        Topics.create(world, new NewTopic("keys", PARTITIONS, -1, TOPIC));
        boolean[] resting = {false};
        List<Incarnations<TransactionalWriter>> writers = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            writers.add(new Incarnations<>(world, "transactions " + name, client -> {
                TransactionalWriter writer = new TransactionalWriter(client,
                        world.scheduler().seed().stream("plan of " + client.name()), Map.of(), "id " + name, "keys",
                        PARTITIONS, KEYS, 300, log);
                writer.start();
                if (resting[0]) {
                    writer.rest();
                }
                return writer;
            }, TransactionalWriter::replaced));
        }
        plan.unleash(world);
        world.runForMs(faultyMs);
        FaultPlan.heal(world);
        resting[0] = true;
        writers.forEach(writer -> writer.current().rest());
        if (!waitFor(world, writers)) {
            violations.add("I5 no progress: " + QUIET_MS / 1_000 + " s after healing a transaction is not over");
        }
        world.runForMs(10_000); // a few rounds of compaction over what is there
        ReadingConsumer reader = read(world);
        judge(reader, log, violations);
        HistoryBook book = new HistoryBook();
        book.transactions(log, "");
        book.reads(reader, Isolation.COMMITTED);
        book.end(reader, PARTITIONS_OF_TOPIC, Cleanup.COMPACT);
        Jury.ofEveryRun()
                .check(Evidence.of(book.history()))
                .forEach(violation -> violations.add(violation.toString()));
        return violations;
    }

    private static boolean waitFor(SimWorld world, List<Incarnations<TransactionalWriter>> writers) {
        for (long ms = 0; ms < QUIET_MS; ms += LOOK_MS) {
            if (writers.stream().allMatch(writer -> writer.current().idle())) {
                return true;
            }
            world.runForMs(LOOK_MS);
        }
        return false;
    }

    /** Reads until nothing more comes. */
    private static ReadingConsumer read(SimWorld world) {
        ReadingConsumer reader = new ReadingConsumer(world.client("reader"),
                Map.of("isolation.level", "read_committed"));
        reader.start(PARTITIONS_OF_TOPIC);
        world.runForMs(20_000);
        int before = -1;
        while (before != reader.count()) {
            before = reader.count();
            world.runForMs(5_000);
        }
        return reader;
    }

    private static void judge(ReadingConsumer reader, TransactionLog log, List<String> violations) {
        Map<String, List<TransactionLog.Entry>> writersOf = new TreeMap<>();
        Map<String, Integer> places = new HashMap<>();
        for (TransactionLog.Entry entry : log.entries()) {
            for (TransactionLog.Write write : entry.writes()) {
                List<TransactionLog.Entry> ofKey = writersOf.computeIfAbsent(write.key(), key -> new ArrayList<>());
                places.put(write.value(), ofKey.size());
                ofKey.add(entry);
            }
        }
        Map<String, Integer> last = new HashMap<>();
        for (TopicPartition partition : PARTITIONS_OF_TOPIC) {
            for (ReadingConsumer.Seen seen : reader.seen(partition)) {
                Integer place = places.get(seen.value());
                if (place == null) {
                    violations.add("I9 nobody wrote " + seen);
                    continue;
                }
                TransactionLog.Entry entry = writersOf.getOrDefault(seen.key(), List.of()).get(place);
                if (entry.end() == End.ABORTED || entry.end() == End.OPEN) {
                    violations.add("I3 aborted and seen: " + seen + " of " + entry);
                }
                Integer before = last.put(seen.key(), place);
                if (before != null && before >= place) {
                    violations.add("I9 " + seen + " lies behind a later value of its key");
                }
            }
        }
        writersOf.forEach((key, entries) -> {
            int committed = -1;
            for (int place = 0; place < entries.size(); place++) {
                committed = entries.get(place).end() == End.COMMITTED ? place : committed;
            }
            if (committed >= 0 && last.getOrDefault(key, -1) < committed) {
                violations.add("I9 lost: the last value of " + key + " is not there, nor a later one: "
                        + entries.get(committed));
            }
        });
    }
}
