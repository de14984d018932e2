package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.ConsumerSettings;
import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.RebalanceListener;
import dev.tidemark.client.consumer.SteppedConsumer;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.GroupAssignment;
import dev.tidemark.verification.simulation.history.OffsetCommit;
import dev.tidemark.verification.simulation.history.OffsetReset;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads a topic in a group, commits what it read after each poll, and takes down what it was given and committed. Runs on its client's loop. */
public final class GroupMember {

    /** How a group shares partitions out. */
    public enum Sharing {
        /** Members give up all before each round. */
        EAGER("range"),
        /** Members give up only what moves. */
        COOPERATIVE("cooperative-sticky");

        private final String strategy;

        Sharing(String strategy) {
            this.strategy = strategy;
        }
    }

    /** One commit; never acknowledged as far as it is not known to be. */
    private static final class Attempt {

        private final GroupMetadata self;
        private final long askedNs;
        private final Map<TopicPartition, OffsetAndMetadata> offsets;
        private long acknowledgedNs = Call.NEVER;

        private Attempt(GroupMetadata self, long askedNs, Map<TopicPartition, OffsetAndMetadata> offsets) {
            this.self = self;
            this.askedNs = askedNs;
            this.offsets = offsets;
        }
    }

    private static final long POLL_MS = 400;
    private static final int RETRY_MS = 200;
    private static final long REQUEST_TIMEOUT_MS = 4_000;
    /** No request is on its way for longer. */
    private static final long LATE_MS = 20_000;

    private final SimClient client;
    private final int number;
    private final String group;
    private final String topic;
    private final Sharing sharing;
    private final Recorder recorder;
    private final SteppedConsumer consumer;
    private final List<Attempt> attempts = new ArrayList<>();
    private boolean leaving;
    private boolean left;

    /** @param number the client's in the history */
    public GroupMember(SimClient client, int number, String group, String topic, Sharing sharing, Recorder recorder) {
        this.client = client;
        this.number = number;
        this.group = group;
        this.topic = topic;
        this.sharing = sharing;
        this.recorder = recorder;
        // a join whose answer is lost is waited for as long as the poll interval and 5 s: both have to fit into the time to settle
        Config config = client.config(Map.of("group.id", group, "partition.assignment.strategy", sharing.strategy,
                "enable.auto.commit", "false", "auto.offset.reset", "earliest", "max.poll.interval.ms", "10000",
                "session.timeout.ms", "6000", "heartbeat.interval.ms", "1500", "request.timeout.ms",
                Long.toString(REQUEST_TIMEOUT_MS),
                "default.api.timeout.ms", "15000", "max.poll.records", "20"));
        this.consumer = new SteppedConsumer(client.cluster(config), ConsumerSettings.of(config), true);
    }

    /** Joins. */
    public void start() {
        client.run(() -> {
            consumer.subscribe(List.of(topic), new RebalanceListener() {
                @Override
                public void assigned(Set<TopicPartition> partitions) {
                    given();
                }
            });
            poll();
        });
    }

    /** Says that it goes, once its poll has ended. */
    public void leave() {
        client.run(() -> leaving = true);
    }

    /** Whether it said that it goes. */
    public boolean left() {
        return left;
    }

    /** The process that it lives in. */
    public SimClient client() {
        return client;
    }

    /**
     * An eager member gives up all before it joins the next round, so what it is given is of the generation that it is in. A cooperative one may be
     * a round ahead already: what it owns is asked for when all is quiet.
     */
    private void given() {
        if (sharing == Sharing.EAGER && consumer.groupMetadata().generation() >= 0) {
            tell(recorder);
        }
    }

    /** What it owns now. */
    public void tell(Recorder to) {
        GroupMetadata self = consumer.groupMetadata();
        Set<Partition> owned = new TreeSet<>();
        consumer.assignment().forEach(partition -> owned.add(Partitions.told(partition)));
        to.add(new GroupAssignment(new Call(number, nowNs(), nowNs()), group, self.memberId(), self.generation(),
                owned));
    }

    private long nowNs() {
        return client.process().scheduler().nowNanos();
    }

    private void poll() {
        if (leaving) {
            left = true;
            var unused = consumer.close();
            return;
        }
        consumer.poll(POLL_MS).whenComplete((records, failure) -> client.run(() -> {
            if (failure != null) {
                client.loop().schedule(RETRY_MS, this::poll);
            } else if (records.isEmpty()) {
                poll();
            } else {
                commit(records);
            }
        }));
    }

    private void commit(List<ConsumerRecord> records) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new TreeMap<>();
        for (ConsumerRecord record : records) {
            offsets.put(record.partition(), new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
        }
        GroupMetadata self = consumer.groupMetadata();
        long askedNs = nowNs();
        Attempt attempt = new Attempt(self, askedNs, offsets);
        attempts.add(attempt);
        consumer.commit(offsets).whenComplete((done, failure) -> client.run(() -> {
            if (failure == null) {
                attempt.acknowledgedNs = nowNs();
            }
            poll();
        }));
    }

    /**
     * Takes down all commits that it tried, also one whose answer it did not live to see. One that was not answered in time, and tried again, may
     * still arrive when later ones have overtaken it: within a generation a commit has no number by which the broker could tell.
     */
    public void tellCommits() {
        for (Attempt attempt : attempts) {
            boolean acknowledged = attempt.acknowledgedNs != Call.NEVER;
            if (!acknowledged || attempt.acknowledgedNs - attempt.askedNs >= REQUEST_TIMEOUT_MS * 1_000_000L) {
                Call late = new Call(number, attempt.askedNs, attempt.askedNs + LATE_MS * 1_000_000L);
                attempt.offsets.forEach((partition, offset) -> recorder.add(new OffsetReset(late, group,
                        Partitions.told(partition), offset.offset(), Outcome.OK)));
            }
            attempt.offsets.forEach((partition, offset) -> recorder.add(new OffsetCommit(
                    new Call(number, attempt.askedNs, attempt.acknowledgedNs), group, attempt.self.memberId(),
                    attempt.self.generation(), Partitions.told(partition), offset.offset(),
                    acknowledged ? Outcome.OK : Outcome.UNKNOWN)));
        }
    }
}
