package dev.tidemark.verification.simulation.workload;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.Outcome;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One life of a topic, from its creation to its deletion, with those who write to it, read it and watch its offsets. Topics of one name that follow each
 * other are different ones to a history, so each life has a name of its own there. Confined to the simulation's thread.
 */
public final class ChurnedTopic {

    private static final long VALUES = 1_000_000;

    private final SimWorld world;
    private final int life;
    private final String name;
    private final String told;
    private final boolean compacted;
    private final Recorder recorder;
    private final SimClient writer;
    private final SimClient watcher;
    private final KeyedAppends appends;
    private final PartitionProbe offsets;
    private final List<SimClient> readers = new ArrayList<>();
    private final List<ReadingConsumer> reading = new ArrayList<>();
    private final Map<TopicPartition, Long> deletedBefore = new TreeMap<>();
    private int partitions;
    private boolean deleted;

    /**
     * @param life counts the lives of all topics
     * @param name as clients have it
     * @param told as the history has it
     */
    ChurnedTopic(SimWorld world, int life, String name, String told, int partitions, boolean compacted,
            Recorder recorder) {
        this.world = world;
        this.life = life;
        this.name = name;
        this.told = told;
        this.partitions = partitions;
        this.compacted = compacted;
        this.recorder = recorder;
        this.writer = world.client("writes " + told);
        this.watcher = world.client("watches " + told);
        this.appends = new KeyedAppends(writer, name, partitions, (life + 1) * VALUES);
        this.offsets = new PartitionProbe(watcher, Partitions.of(name, partitions));
        appends.start();
        offsets.start();
        read(0, partitions);
    }

    private void read(int from, int to) {
        SimClient client = world.client("reads " + told + " from " + from);
        ReadingConsumer consumer = new ReadingConsumer(client, Map.of("isolation.level", "read_committed"));
        consumer.start(Partitions.of(name, to).subList(from, to));
        readers.add(client);
        reading.add(consumer);
    }

    /** As clients have it. */
    public String name() {
        return name;
    }

    /** As the history has it. */
    public String told() {
        return told;
    }

    /** A partition as the history has it. */
    public Partition told(TopicPartition partition) {
        return new Partition(told, partition.partition());
    }

    /** The partitions that it is known to have. */
    public List<TopicPartition> partitions() {
        return Partitions.of(name, partitions);
    }

    public boolean compacted() {
        return compacted;
    }

    /** Whether somebody asked for its end. */
    public boolean deleted() {
        return deleted;
    }

    /** There are so many partitions now. */
    void grown(int count) {
        int before = partitions;
        partitions = count;
        appends.grown(count);
        offsets.watch(Partitions.of(name, count));
        read(before, count);
    }

    /** Somebody is about to delete the records below an offset. */
    void deletingBefore(TopicPartition partition, long offset) {
        deletedBefore.merge(partition, offset, Math::max);
    }

    /** Below, a record may be there or not: a deletion was asked for, and a crash may take it back until the log's start is checkpointed, as in Kafka. */
    public long deletedBefore(TopicPartition partition) {
        return deletedBefore.getOrDefault(partition, 0L);
    }

    /** Somebody is about to delete it: who looks at it from here on may see another topic of its name, or none. */
    void deleting() {
        deleted = true;
        appends.rest();
        watcher.kill();
        readers.forEach(SimClient::kill);
    }

    /** It is gone: what its writer still has on the way would go to another topic of its name. */
    void gone() {
        writer.kill();
        recorder.deleted(told);
    }

    /** What was asked about its partitions until somebody asked for its end. */
    public PartitionProbe offsets() {
        return offsets;
    }

    /** Writes nothing more. */
    public void rest() {
        appends.rest();
    }

    /** Whether all that was written is acknowledged. */
    public boolean done() {
        return deleted || appends.done();
    }

    /** Whoever read on the way, a consumer each. */
    public List<ReadingConsumer> reading() {
        return List.copyOf(reading);
    }

    /**
     * Takes down what was sent. What was on its way when the topic was deleted may lie in the next topic of its name, where retries and late copies
     * brought it: it belongs to where it is found.
     *
     * @param found the life in which a value is there at the end, as the history has it; null if it is in none
     */
    public void tell(LongFunction<@Nullable Partition> found) {
        for (KeyedAppends.Sent sent : appends.sent()) {
            Partition own = told(sent.partition());
            Partition at = found.apply(sent.value());
            boolean elsewhere = at != null && !at.equals(own) && deleted;
            boolean known = sent.acknowledged() && !elsewhere;
            recorder.add(new Append(new Call(life, sent.sentNs(), known ? sent.settledNs() : Call.NEVER),
                    elsewhere && at != null ? at : own, life, sent.number(), sent.key(), sent.value(),
                    known ? sent.offset() : Append.NO_OFFSET, known ? Outcome.OK : Outcome.UNKNOWN));
        }
    }
}
