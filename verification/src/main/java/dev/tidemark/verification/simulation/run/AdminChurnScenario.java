package dev.tidemark.verification.simulation.run;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.check.Jury;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.History;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.workload.ChurnedTopic;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.TopicChurn;
import dev.tidemark.verification.simulation.workload.plan.AdminChurnPlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * An operator creates topics, changes, grows and deletes them, deletes records of them, and creates new ones under the old names, while others write to and
 * read from what there is. In the end each topic that is left holds what was acknowledged to it.
 */
public final class AdminChurnScenario implements Scenario {

    private static final int TOPICS_MAX = 4;
    private static final int GAP_MS_MAX = 1_500;
    private static final long QUIET_MS = 180_000;
    /** Clients are numbered by kind; writers by their topic's life. */
    private static final int READERS = 100_000;
    private static final int PROBES = 200_000;

    private final long faultyMs;

    /** @param faultyMs how long faults strike */
    public AdminChurnScenario(long faultyMs) {
        this.faultyMs = faultyMs;
    }

    @Override
    public String name() {
        return "admin-churn";
    }

    @Override
    public Map<String, String> brokerSettings() {
        return Map.of("log.cleaner.backoff.ms", "1500", "log.segment.delete.delay.ms", "2000");
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
        private final Findings findings;
        private final NumberBook book = new NumberBook(READERS);

        private Play(SimWorld world) {
            this.world = world;
            this.findings = new Findings(world);
        }

        private List<String> run(FaultPlan plan) {
            world.broker().start();
            TopicChurn churn = new TopicChurn(world, new AdminChurnPlan("topic ", TOPICS_MAX,
                    world.scheduler().seed().stream("plan of operator")), GAP_MS_MAX, book.recorder());
            churn.start();
            plan.unleash(world);
            world.runForMs(faultyMs);
            FaultPlan.heal(world);
            churn.rest();
            findings.demand(churn::idle, QUIET_MS, "what the operator asked for is done");
            churn.topics().forEach(ChurnedTopic::rest);
            findings.demand(() -> churn.topics().stream().allMatch(ChurnedTopic::done), QUIET_MS,
                    "each record is acknowledged or given up");
            churn.refusals().forEach(refusal -> findings.add("I10 " + refusal));
            judge(churn.topics());
            return findings.list();
        }

        private void judge(List<ChurnedTopic> topics) {
            Map<Long, Partition> found = new HashMap<>();
            for (ChurnedTopic topic : topics) {
                topic.reading().forEach(reader -> book.reads(reader, topic::told));
                if (!topic.deleted()) {
                    readToTheEnd(topic, found);
                }
            }
            topics.forEach(topic -> topic.tell(found::get));
            HistoryBook told = new HistoryBook(PROBES);
            topics.forEach(topic -> told.exposed(topic.offsets(), topic::told));
            findings.judge(Jury.ofEveryRun(), History.merged(List.of(book.history(), told.history())));
        }

        private void readToTheEnd(ChurnedTopic topic, Map<Long, Partition> found) {
            Map<TopicPartition, Long> ends = offsets(topic, -1);
            ReadingConsumer reader = new ReadingConsumer(world.client("reads to the end of " + topic.told()),
                    Map.of("isolation.level", "read_committed"));
            reader.start(topic.partitions());
            Map<TopicPartition, Long> starts = offsets(topic, -2);
            findings.demand(() -> topic.partitions().stream().allMatch(partition -> {
                long end = ends.getOrDefault(partition, 0L);
                List<ReadingConsumer.Seen> seen = reader.seen(partition);
                return end <= starts.getOrDefault(partition, 0L)
                        || (!seen.isEmpty() && seen.getLast().offset() + 1 >= end);
            }), QUIET_MS, topic.told() + " can be read to its end " + ends);
            world.runForMs(1_000);
            Map<TopicPartition, Long> now = offsets(topic, -2);
            for (TopicPartition partition : topic.partitions()) {
                reader.seen(partition)
                        .forEach(each -> found.put(Long.parseLong(each.value()), topic.told(partition)));
                long start = Math.max(now.getOrDefault(partition, 0L), topic.deletedBefore(partition));
                List<ReadingConsumer.Seen> seen = reader.seen(partition);
                // a write that was given up, or a copy of it, may arrive behind the end that was told
                long end = Math.max(ends.getOrDefault(partition, 0L), seen.isEmpty() ? 0 : seen.getLast().offset() + 1);
                book.end(reader, partition, topic.told(partition),
                        topic.compacted() ? Cleanup.COMPACT : Cleanup.DELETE, start,
                        Math.max(end, start));
            }
        }

        /** The start (-2) or the end (-1) of each partition; nothing if it cannot be had, which is told. */
        private Map<TopicPartition, Long> offsets(ChurnedTopic topic, long which) {
            SimClient client = world.client("asks for " + which + " of " + topic.told());
            Config config = client.config(Map.of("request.timeout.ms", "4000"));
            Admin admin = new Admin(client.environment(), NetworkSettings.of(config), 60_000);
            Map<TopicPartition, Long> asked = new TreeMap<>();
            topic.partitions().forEach(partition -> asked.put(partition, which));
            CompletionStage<Map<TopicPartition, Long>> answer = admin.listOffsets(asked, false);
            List<Map<TopicPartition, Long>> told = new ArrayList<>();
            answer.thenAccept(told::add);
            findings.demand(() -> !told.isEmpty(), QUIET_MS, "offsets of " + topic.told() + " are told");
            client.kill();
            return told.isEmpty() ? Map.of() : told.getFirst();
        }
    }
}
