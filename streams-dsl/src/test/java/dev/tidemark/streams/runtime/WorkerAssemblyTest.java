package dev.tidemark.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.net.Backoff;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.net.PolledLoop;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.memory.MemoryDisk;
import dev.tidemark.state.memory.MemoryStores;
import dev.tidemark.streams.runtime.commit.CommitListener;
import dev.tidemark.streams.runtime.read.PartitionReads;
import dev.tidemark.streams.runtime.read.PartitionSink;
import dev.tidemark.streams.runtime.restore.AskedBroker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** What an assembled worker asks a broker for. */
class WorkerAssemblyTest {

    private static final NetworkSettings NETWORK = new NetworkSettings(List.of(AskedBroker.ADDRESS), "test", 30_000,
            300_000, new Backoff(50, 50), new Backoff(50, 50));

    private final List<String> story = new ArrayList<>();
    private final ManualClock clock = new ManualClock(1_700_000_000_000L);
    private final PolledLoop loop = new PolledLoop(clock);
    private final AskedBroker broker = new AskedBroker(loop, story);
    private final Worker worker = worker();
    private final Worker.Parts parts = parts();

    private Worker worker() {
        loop.poll(); // the test's thread owns the loop from here on
        return new Worker(0, environment().cluster(NETWORK), 100, 100, failure -> {});
    }

    private ClientEnvironment environment() {
        return new ClientEnvironment(broker, loop, clock,
                RandomGeneratorFactory.of("L64X128MixRandom").create(1));
    }

    private static AppSettings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(Map.of("application.id", "app", "state.dir", "/state"));
        return AppSettings.of(all);
    }

    private Worker.Parts parts() {
        AppGroup group = new AppGroup(SmallTopology.MAP, new UUID(0, 1), 1, new ScriptedHosts(story), failure -> {
            throw failure;
        });
        WorkerAssembly assembly = new WorkerAssembly(settings(Map.of()), SmallTopology.topics(), group, loop,
                new MemoryStores(new MemoryDisk(), clock, new StateMemory(1 << 20)),
                new LogTrimmer(new Admin(worker.cluster(), 30_000), loop), clock);
        return assembly.parts(worker, "app-0", CommitListener.NONE);
    }

    @Test
    void a_changelog_is_read_committed_since_its_end_was_asked_for_uncommitted() {
        reads(parts.changelogs());
        assertThat(story).containsExactly("fetch committed");
    }

    @Test
    void an_input_is_read_committed() {
        reads(parts.reads());
        assertThat(story).containsExactly("fetch committed");
    }

    @Test
    void the_topics_that_are_written_to_are_known_before_the_first_commit() {
        turns();
        assertThat(worker.cluster().metadata().image().topic("out")).isNotNull();
    }

    @Test
    void what_a_worker_calls_first_is_connected_to_before_its_topics_are_known() {
        int before = broker.connections();
        WorkerAssembly.connectAhead(worker.cluster(), settings(Map.of()), "app-0");
        turns();
        assertThat(broker.connections() - before).as("the group's and the transaction's coordinator").isEqualTo(2);
    }

    @Test
    void without_transactions_there_is_only_the_group_to_connect_to() {
        int before = broker.connections();
        WorkerAssembly.connectAhead(worker.cluster(), settings(Map.of("processing.guarantee", "at_least_once")),
                "app-0");
        turns();
        assertThat(broker.connections() - before).isEqualTo(1);
    }

    private void turns() {
        for (int i = 0; i < 20; i++) {
            loop.poll();
        }
    }

    private void reads(PartitionReads its) {
        its.start(new TopicPartition("in", 0), 0, new PartitionSink() {
            @Override
            public void deliver(RecordBytes batches, long fromOffset) {
                batches.release();
            }

            @Override
            public void readUpTo(long offset) {
                // nobody asks
            }

            @Override
            public void outOfRange(long offset) {
                throw new AssertionError("nothing is out of range");
            }
        });
        for (int i = 0; i < 20; i++) {
            its.pump(16);
            loop.poll();
        }
    }
}
