package dev.tidemark.streams.runtime.testing;

import dev.tidemark.client.producer.Murmur2;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import dev.tidemark.streams.runtime.operator.WindowCounters;
import dev.tidemark.streams.topology.InternalTopic;
import dev.tidemark.streams.topology.Operator;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.StoreSpec;
import dev.tidemark.streams.topology.SubTopology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs a topology on the caller's thread, without broker or clock: several partitions, real repartitioning, the production
 * tasks, stores and commit protocol over a cluster in memory, watermarks per partition, crash and restore.
 *
 * {@snippet :
 * try (var t = StreamsTestDriver.of(topology).partitions("payments", 3).build()) {
 *     t.in("payments").partition(0).at("10:00:05").send("k1", 900L);
 *     t.advanceWatermark("11:00");
 *     assertThat(t.out("hourly").values()).containsExactly(900L);
 *     t.crashAndRestore();
 * }
 * }
 *
 * <p>What is sent is processed when somebody looks: at an output, a store, a counter, or with {@link #run}. Time moves by
 * the records' event times, by {@link #advanceWatermark} and by {@link #closeInputs}; nothing else closes a window. Confined
 * to one thread.
 */
public final class StreamsTestDriver implements AutoCloseable {

    private final PhysicalTopology topology;
    private final ModelCluster cluster = new ModelCluster();
    private final ManualClock clock;
    private final ModelApp app;
    private final @Nullable ModelSchedule schedule;
    private final Map<String, Operator.Source> sources = new TreeMap<>();
    private final Map<String, Operator.Sink> sinks = new HashMap<>();
    private final Map<String, TestOutput> outputs = new HashMap<>();
    private final RecordBatchBuilder builder = new RecordBatchBuilder(16 << 20);

    StreamsTestDriver(DriverSettings settings) {
        this.topology = settings.topology().physical(settings.applicationId());
        this.clock = new ManualClock(settings.wallMs());
        Map<String, Integer> sourcePartitions = new HashMap<>();
        for (String topic : topology.sourceTopics()) {
            sourcePartitions.put(topic, settings.partitions(topic));
        }
        PartitionCounts partitions = PartitionCounts.resolve(topology, sourcePartitions);
        sourcePartitions.forEach(cluster::createTopic);
        for (InternalTopic topic : topology.internalTopics()) {
            cluster.createTopic(topic.name(), partitions.partitions(topic));
        }
        for (String topic : topology.outputTopics()) {
            if (!cluster.exists(topic)) {
                cluster.createTopic(topic, settings.partitions(topic));
            }
        }
        for (SubTopology subTopology : topology.subTopologies()) {
            for (Operator operator : subTopology.operators()) {
                if (operator instanceof Operator.Source source) {
                    sources.put(source.topic(), source);
                } else if (operator instanceof Operator.Sink sink) {
                    sinks.put(sink.topic(), sink);
                }
            }
        }
        this.app = new ModelApp(topology, partitions, cluster, clock, settings.workers());
        Long seed = settings.seed();
        this.schedule = seed == null ? null
                : new ModelSchedule(app, clock,
                        RandomGeneratorFactory.of("L64X128MixRandom").create(seed), settings.trouble());
    }

    /** A driver for this topology, to be configured. */
    public static DriverSettings of(Topology topology) {
        return new DriverSettings(topology);
    }

    /** A source topic to write to. */
    public TestInput in(String topic) {
        Invariants.check(sources.containsKey(topic), "%s is no source of the topology; these are: %s", topic,
                sources.keySet());
        return new TestInput(this, topic);
    }

    /** A topic that the topology writes to; any topic, internal ones as bytes. */
    public TestOutput out(String topic) {
        return outputs.computeIfAbsent(topic, name -> new TestOutput(this, name));
    }

    /** The records that came too late, by the late topic or by the node that refused them. */
    public List<TestRecord> late(String topicOrNode) {
        for (SubTopology subTopology : topology.subTopologies()) {
            for (Operator operator : subTopology.operators()) {
                String topic = operator.lateTopic();
                if (topic != null && (operator.name().equals(topicOrNode) || topic.equals(topicOrNode))) {
                    return read(topic);
                }
            }
        }
        throw new IllegalArgumentException(topicOrNode + " is neither a late topic nor a node that has one");
    }

    /** A store by its name. */
    public TestStore store(String name) {
        for (SubTopology subTopology : topology.subTopologies()) {
            for (StoreSpec store : subTopology.stores()) {
                if (store.name().equals(name)) {
                    return new TestStore(this, store);
                }
            }
        }
        throw new IllegalArgumentException("the topology has no store '" + name + "'");
    }

    /** How many records the windows or sessions of a node have taken, with what fell in crashes counted again. */
    public long accepted(String node) {
        return counted(node).mapToLong(WindowCounters::acceptedCount).sum();
    }

    /** How many records came behind a fired window without being late at their source: a defect if not zero. */
    public long overtaken(String node) {
        return counted(node).mapToLong(WindowCounters::overtakenCount).sum();
    }

    private java.util.stream.Stream<WindowCounters> counted(String node) {
        run();
        return app.tasks()
                .stream()
                .map(hosted -> hosted.task().counters().get(node))
                .filter(java.util.Objects::nonNull);
    }

    /** Processes everything that can be, and commits it. */
    public void run() {
        if (schedule != null) {
            schedule.settle();
        } else {
            app.settle();
        }
    }

    /** Promises, for every source partition, that nothing below this time will be sent any more; what is, is late. */
    public void advanceWatermark(long timeMs) {
        run();
        for (HostedTask hosted : app.tasks()) {
            hosted.inputs()
                    .stream()
                    .filter(input -> sources.containsKey(input.topic()))
                    .forEach(input -> hosted.task().raiseWatermark(input, timeMs));
        }
        run();
    }

    public void advanceWatermark(Instant time) {
        advanceWatermark(time.toEpochMilli());
    }

    /** {@code 11:00} of the first of January 1970, UTC; or an instant. */
    public void advanceWatermark(String time) {
        advanceWatermark(TestTimes.parseMs(time));
    }

    /** Moves the wall clock, and with it everything that waits for time to pass. Event time does not move. */
    public void advanceWallClock(long ms) {
        run();
        clock.advanceMs(ms);
        run();
    }

    /** Declares that all sources end here: every window closes, every task comes to its end. */
    public void closeInputs() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (String topic : sources.keySet()) {
            for (ModelPartition partition : cluster.partitions(topic)) {
                ends.put(partition.id(), partition.endOffset());
            }
        }
        app.endAt(ends);
        run();
    }

    /** Whether all inputs are closed and everything that follows from them is committed. */
    public boolean drained() {
        return app.drained();
    }

    /** Every worker crashes where it stands, between two steps, and starts again from what was committed. */
    public void crashAndRestore() {
        for (int worker = 0; worker < app.workerCount(); worker++) {
            app.crash(worker, false);
        }
    }

    /** One worker crashes where it stands and starts again; the others go on. Tasks are dealt to workers in turn. */
    public void crashAndRestore(int worker) {
        app.crash(worker, false);
    }

    /** As {@link #crashAndRestore()}, and the disks are lost: all stores are filled from their changelogs. */
    public void crashAndRestoreOnEmptyDisk() {
        for (int worker = 0; worker < app.workerCount(); worker++) {
            app.crash(worker, true);
        }
    }

    /** The next worker whose commit enters this phase crashes there, before the phase's first effect, and starts again. */
    public void crashIn(Class<? extends CommitPhase> phase) {
        app.crashIn(phase);
    }

    /** How many crashes fell into each phase of a commit, by the phase's label. */
    public Map<String, Integer> crashes() {
        return Map.copyOf(app.crashes());
    }

    /** How often commits entered each phase, by the phase's label. */
    public Map<String, Integer> phases() {
        return Map.copyOf(app.phases());
    }

    @Override
    public void close() {
        app.close();
    }

    /**
     * Deletes from internal topics what nobody will read again, as a running application does every
     * {@code repartition.purge.interval.ms}.
     */
    public void trimInternalTopics() {
        run();
        for (int worker = 0; worker < app.workerCount(); worker++) {
            app.worker(worker).trim();
        }
    }

    /** Offsets that a topic still holds, of records and of ends of transactions. */
    long heldOffsets(String topic) {
        long held = 0;
        for (ModelPartition partition : cluster.partitions(topic)) {
            held += partition.endOffset() - partition.startOffset();
        }
        return held;
    }

    List<HostedTask> tasksWith(StoreSpec store) {
        run();
        return app.tasks()
                .stream()
                .filter(hosted -> topology.subTopologies()
                        .get(hosted.task().id().subTopology())
                        .stores()
                        .contains(store))
                .toList();
    }

    List<TestRecord> read(String topic) {
        run();
        Serde<?> keySerde = Serdes.bytes();
        Serde<?> valueSerde = Serdes.bytes();
        Operator.Sink sink = sinks.get(topic);
        Operator.Source source = sink == null && isLateOutput(topic) && sources.size() == 1
                ? sources.values().iterator().next()
                : sources.get(topic);
        if (sink != null) {
            keySerde = sink.keySerde();
            valueSerde = sink.valueSerde();
        } else if (source != null) {
            keySerde = source.keySerde();
            valueSerde = source.valueSerde();
        }
        List<TestRecord> records = new ArrayList<>();
        for (ModelPartition partition : cluster.partitions(topic)) {
            Serde<?> keys = keySerde;
            Serde<?> values = valueSerde;
            partition.forEachCommitted(0, record -> {
                byte[] key = record.key();
                byte[] value = record.value();
                records.add(new TestRecord(key == null ? null : keys.fromBytes(key),
                        value == null ? null : values.fromBytes(value), record.timestamp(), record.headers(),
                        partition.id().partition(), record.offset()));
            });
        }
        return records;
    }

    private boolean isLateOutput(String topic) {
        return topology.outputTopics().contains(topic) && !sinks.containsKey(topic);
    }

    void append(String topic, int partition, @Nullable Long timestampMs, @Nullable Object key, @Nullable Object value,
            Headers headers) {
        Operator.Source source = Invariants.present(sources.get(topic), topic);
        try {
            appendBytes(topic, partition, timestampMs, key == null ? null : source.keySerde().toBytes(key),
                    value == null ? null : source.valueSerde().toBytes(value), headers);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("topic " + topic + " has other types: " + e.getMessage(), e);
        }
    }

    void appendBytes(String topic, int partition, @Nullable Long timestampMs, byte @Nullable [] key,
            byte @Nullable [] value, Headers headers) {
        ModelPartition[] partitions = cluster.partitions(topic);
        int to = partition >= 0 ? partition : key == null ? 0 : Murmur2.partition(key, partitions.length);
        builder.reset();
        builder.append(timestampMs == null ? clock.wallMs() : timestampMs, key, value, headers);
        partitions[to].append(builder.finish(BatchStamp.plain()), -1);
    }
}
