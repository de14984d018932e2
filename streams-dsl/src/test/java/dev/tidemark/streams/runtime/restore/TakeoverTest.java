package dev.tidemark.streams.runtime.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.OffsetReads;
import dev.tidemark.client.net.Backoff;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.Headers;
import dev.tidemark.serde.Serdes;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.TaskStoresFactory;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import dev.tidemark.state.rocksdb.RocksDbStores;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.runtime.AppTopics;
import dev.tidemark.streams.runtime.ScriptedReads;
import dev.tidemark.streams.runtime.commit.Guarantee;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.runtime.task.TaskOutput;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.topology.TaskMap;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a takeover asks the cluster, in which order, and where the task then stands. */
class TakeoverTest {

    private static final TaskId TASK = new TaskId(0, 0);
    private static final TopicPartition INPUT = new TopicPartition("words", 0);
    private static final String CHANGELOG = "app-counts-changelog";
    private static final TopicPartition CHANGES = new TopicPartition(CHANGELOG, 0);

    private final List<String> story = new ArrayList<>();
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final ManualLoop loop = new ManualLoop(clock);
    private final AskedBroker broker = new AskedBroker(loop, story);
    private final ScriptedReads changelogs = new ScriptedReads("restore", story);
    private final MemoryDisk disk = new MemoryDisk();
    private final Cluster cluster = new Cluster(broker, loop, clock,
            RandomGeneratorFactory.of("L64X128MixRandom").create(1),
            new NetworkSettings(List.of(AskedBroker.ADDRESS), "test", 30_000, 300_000, new Backoff(50, 50),
                    new Backoff(50, 50)));
    private final Takeover takeover = takeover(new MemoryStores(disk, clock, new StateMemory(1 << 20)));

    /** Counts words: one task, one store. */
    private static AppTopics topics() {
        PhysicalTopology topology = Streams.define(s -> s
                .from("words", Consumed.with(Serdes.string(), Serdes.string()))
                .groupByKey()
                .count(Materialized.as("counts"))).physical("app");
        TaskMap map = new TaskMap(topology, PartitionCounts.resolve(topology, Map.of("words", 1)));
        assertThat(topology.subTopologies().getFirst().changelogs().values()).containsExactly(CHANGELOG);
        return new AppTopics(map, Map.of("words", 1, CHANGELOG, 1),
                Map.of("words", new UUID(0, 1), CHANGELOG, new UUID(0, 2)));
    }

    private Takeover takeover(TaskStoresFactory factory) {
        OffsetReads offsets = new OffsetReads(cluster,
                new Coordinator(cluster, Coordinator.Kind.GROUP, "app", Lane.CONTROL), "app");
        return new Takeover(cluster, offsets, changelogs, topics(), factory, new NoOutput(), changelog -> {
            throw new AssertionError("nothing is committed here");
        }, () -> CompletableFuture.completedFuture(Guarantee.EXACTLY_ONCE), clock, 100);
    }

    /** A task that is only opened writes nothing. */
    private static final class NoOutput implements TaskOutput {

        @Override
        public void write(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key,
                @Nullable ByteBuffer value, Headers headers) {
            throw new AssertionError("a task that is being opened writes nothing");
        }

        @Override
        public int partitionCount(String topic) {
            return 1;
        }
    }

    private CompletableFuture<StreamTask> begins() {
        CompletableFuture<StreamTask> opened = takeover.open(TASK).toCompletableFuture();
        loop.runReady();
        return opened;
    }

    private void answer() {
        broker.answer();
        loop.runReady();
    }

    private List<String> news() {
        List<String> news = List.copyOf(story);
        story.clear();
        return news;
    }

    @Test
    void stable_offsets_come_first_then_the_uncommitted_ends_of_the_changelogs_then_their_records() {
        broker.committed.put("words-0", 9L);
        broker.ends.put(CHANGELOG + "-0", 5L);
        CompletableFuture<StreamTask> opened = begins();
        assertThat(news()).containsExactly("committed offsets, stable");
        answer();
        assertThat(news()).containsExactly("uncommitted end of [app-counts-changelog-0]",
                "uncommitted start of [app-counts-changelog-0]");
        answer();
        assertThat(news()).isEmpty();
        answer();
        assertThat(news()).containsExactly("restore app-counts-changelog-0 from 0");
        changelogs.readUpTo(CHANGES, 4);
        loop.runReady();
        assertThat(opened).as("one offset is missing").isNotDone();
        changelogs.readUpTo(CHANGES, 5);
        loop.runReady();
        assertThat(news()).containsExactly("stop app-counts-changelog-0");
        assertThat(opened).isCompleted();
        assertThat(opened.join().positions()).containsExactly(Map.entry(INPUT, 9L));
    }

    @Test
    void what_the_task_reads_and_writes_first_is_connected_to_meanwhile() {
        cluster.metadata().watch(Set.of(INPUT.topic(), CHANGELOG), false);
        loop.runReady();
        int before = broker.connections();
        begins();
        assertThat(broker.connections() - before).as("one each to restore, to fetch and to write over").isEqualTo(3);
    }

    @Test
    void while_a_transaction_is_pending_on_the_offsets_nothing_else_is_asked() {
        broker.committed.put("words-0", 9L);
        broker.offsetFetchError = ErrorCode.UNSTABLE_OFFSET_COMMIT;
        begins();
        news();
        for (int i = 0; i < 3; i++) {
            answer();
            loop.advanceMs(1_000);
            assertThat(news()).containsExactly("committed offsets, stable");
        }
        broker.offsetFetchError = ErrorCode.NONE;
        answer();
        assertThat(news()).startsWith("uncommitted end of [app-counts-changelog-0]");
    }

    @Test
    void an_input_that_was_never_committed_begins_where_its_log_does() {
        broker.starts.put("words-0", 7L);
        CompletableFuture<StreamTask> opened = begins();
        answer();
        assertThat(news()).containsExactly("committed offsets, stable", "uncommitted start of [words-0]");
        answer();
        answer();
        answer();
        assertThat(opened).isCompleted();
        assertThat(opened.join().positions()).containsExactly(Map.entry(INPUT, 7L));
    }

    @Test
    void an_empty_changelog_is_not_read() {
        broker.committed.put("words-0", 9L);
        CompletableFuture<StreamTask> opened = begins();
        answer();
        answer();
        answer();
        assertThat(opened).isCompleted();
        assertThat(story).noneMatch(line -> line.startsWith("restore"));
    }

    @Test
    void a_changelog_that_is_trimmed_while_it_is_read_is_looked_at_again() {
        broker.committed.put("words-0", 9L);
        broker.ends.put(CHANGELOG + "-0", 5L);
        CompletableFuture<StreamTask> opened = begins();
        answer();
        answer();
        answer();
        changelogs.outOfRange(CHANGES, 0);
        loop.runReady();
        assertThat(opened).isNotDone();
        broker.committed.put("words-0", 12L);
        broker.starts.put(CHANGELOG + "-0", 3L);
        answer();
        answer();
        answer();
        assertThat(news()).endsWith("restore app-counts-changelog-0 from 3");
        changelogs.readUpTo(CHANGES, 5);
        loop.runReady();
        assertThat(opened.join().positions()).containsExactly(Map.entry(INPUT, 12L));
    }

    @Test
    void a_restore_that_waits_for_the_end_of_a_transaction_says_so() {
        broker.committed.put("words-0", 9L);
        broker.ends.put(CHANGELOG + "-0", 5L);
        begins();
        answer();
        answer();
        answer();
        loop.advanceMs(1_000);
        changelogs.readUpTo(CHANGES, 4);
        loop.advanceMs(1_000);
        assertThat(takeover.restoring()).singleElement()
                .hasToString("task 0_0, store 'counts': 4 of 5 offsets, 2/s, about 0 s left");
        loop.advanceMs(30_000);
        assertThat(takeover.restoring()).singleElement()
                .hasToString("task 0_0, store 'counts': 4 of 5 offsets, none for 31 s: its broker does not answer,"
                        + " or a transaction in the changelog has not ended");
        changelogs.readUpTo(CHANGES, 5);
        loop.runReady();
        assertThat(takeover.restoring()).isEmpty();
    }

    @Test
    void a_store_that_is_there_is_brought_up_from_where_it_stands() {
        broker.committed.put("words-0", 9L);
        broker.ends.put(CHANGELOG + "-0", 5L);
        CompletableFuture<StreamTask> first = begins();
        answer();
        answer();
        answer();
        changelogs.readUpTo(CHANGES, 5);
        loop.runReady();
        assertThat(first).isCompleted();
        first.join().close(true);
        broker.ends.put(CHANGELOG + "-0", 8L);
        news();
        CompletableFuture<StreamTask> second = begins();
        answer();
        answer();
        answer();
        assertThat(news()).endsWith("restore app-counts-changelog-0 from 5");
        changelogs.readUpTo(CHANGES, 8);
        loop.runReady();
        assertThat(second).isCompleted();
    }

    @Test
    void offsets_that_are_refused_fail_the_takeover_before_any_store_is_looked_at() {
        broker.offsetFetchError = ErrorCode.TOPIC_AUTHORIZATION_FAILED;
        CompletableFuture<StreamTask> opened = begins();
        answer();
        assertThat(opened).isCompletedExceptionally();
        assertThat(news()).containsExactly("committed offsets, stable");
    }

    /** RocksDB lets a database be opened once at a time. */
    @Test
    void stores_are_opened_while_the_offsets_are_asked_for_and_closed_where_those_are_refused(@TempDir Path folder) {
        broker.offsetFetchError = ErrorCode.TOPIC_AUTHORIZATION_FAILED;
        try (RocksDbStores stores = new RocksDbStores(folder, new DiskStorage(), clock, new StateMemory(1 << 20))) {
            Takeover onDisk = takeover(stores);
            CompletableFuture<StreamTask> refused = onDisk.open(TASK).toCompletableFuture();
            loop.runReady();
            assertThat(folder.resolve(TASK.toString())).as("before any answer").isNotEmptyDirectory();
            answer();
            assertThat(refused).isCompletedExceptionally();
            broker.offsetFetchError = ErrorCode.NONE;
            broker.committed.put("words-0", 9L);
            CompletableFuture<StreamTask> opened = onDisk.open(TASK).toCompletableFuture();
            loop.runReady();
            answer();
            answer();
            answer();
            assertThat(opened).isCompleted();
            opened.join().close(false);
        }
    }
}
