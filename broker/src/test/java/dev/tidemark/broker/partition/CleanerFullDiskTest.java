package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.storage.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A disk that has no room for a name when the cleaner puts one segment in the place of others. */
class CleanerFullDiskTest {

    private static final TopicPartition STATES = new TopicPartition("states", 0);
    private static final Path FOLDER = Path.of("/data/states-0");

    private boolean full = true;
    private final PartitionRig rig = new PartitionRig(this::withoutRoom);
    private final ArrayDeque<Runnable> cleanerWork = new ArrayDeque<>();
    private final List<Throwable> bugs = new ArrayList<>();
    private Runnable duringWait = () -> {};
    private final LogCleaner cleaner = new LogCleaner(rig.partitions.all(), rig.loop, cleanerWork::add, rig.clock,
            new LogCleaner.Settings(1, 1 << 20, Double.MAX_VALUE, 15_000), bugs::add,
            new CompactionPace.Stop(this::pass));

    private Storage withoutRoom(Storage disk) {
        return (Storage) Proxy.newProxyInstance(Storage.class.getClassLoader(), new Class<?>[]{Storage.class},
                (proxy, method, arguments) -> invoke(disk, method, arguments));
    }

    private Object invoke(Storage disk, Method method, Object[] arguments) throws Throwable {
        if (full && method.getName().equals("rename") && arguments[1].toString().endsWith(".deleted")) {
            throw new TidemarkException(FailureCode.DISK_FULL, "A name finds no room", arguments[1].toString(),
                    "No space left on device", "none");
        }
        try {
            return method.invoke(disk, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private boolean pass(CountDownLatch wish, long nanos) {
        rig.clock.advanceNanos(nanos);
        duringWait.run();
        return wish.getCount() == 0;
    }

    private LedPartition dirtyTopic() {
        rig.create("states", 1, Map.of("cleanup.policy", "compact", "segment.ms", "1"));
        LedPartition states = rig.partition("states", 0);
        for (int i = 0; i < 4; i++) {
            append(states);
        }
        return states;
    }

    private void append(LedPartition states) {
        rig.clock.advanceMs(10);
        PartitionAppend append = rig.append(states, PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), "v"),
                Acks.LEADER, null, 30_000);
        rig.settle();
        assertThat(append.outcome().error().code()).isZero();
    }

    private void clean() {
        cleaner.start();
        rig.loop.advanceMs(15_000);
        rig.settle();
        for (Runnable next = cleanerWork.poll(); next != null; next = cleanerWork.poll()) {
            next.run();
            rig.settle();
        }
        assertThat(bugs).isEmpty();
    }

    @Test
    void the_partition_is_written_to_while_its_swap_waits_for_room() {
        LedPartition states = dirtyTopic();
        duringWait = () -> {
            append(states);
            full = false;
        };
        clean();
        assertThat(states.view().logEndOffset()).isEqualTo(5);
        assertThat(states.view().segmentCount()).as("three sealed ones became one, the active one was rolled")
                .isEqualTo(3);
        assertThat(rig.logs.contents().getFirst().failure()).isNull();
        assertThat(rig.disk.list(FOLDER)).noneMatch(name -> name.endsWith(".swap") || name.endsWith(".deleted"));
    }

    @Test
    void a_topic_that_is_deleted_while_its_swap_waits_for_room_takes_no_disk_with_it() {
        dirtyTopic();
        duringWait = () -> rig.delete("states");
        clean();
        assertThat(rig.logs.find(STATES)).isNull();
        assertThat(rig.disk.exists(FOLDER)).isFalse();
        assertThat(rig.logs.contents().getFirst().failure()).isNull();
    }
}
