package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.disk.DiskError;
import dev.tidemark.verification.simulation.disk.DiskOperation;
import dev.tidemark.verification.simulation.disk.DiskWatch;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk says once that it could not write or force: that process asks it no second time, acknowledges nothing of it, and ends. */
class FailedDiskTest {

    private static final int RECORDS = 150;
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    /** Fails one operation on the partition's segment, after a part of it, and writes down what comes after. */
    private static final class FailsOnce implements DiskWatch {

        private final DiskOperation failing;
        private final int part;
        private int operationsLeft;
        private @Nullable Path failed;
        private final List<DiskOperation> afterwards = new ArrayList<>();

        FailsOnce(DiskOperation failing, int part, int operationsLeft) {
            this.failing = failing;
            this.part = part;
            this.operationsLeft = operationsLeft;
        }

        @Override
        public void before(DiskOperation operation, Path path) {
            if (path.equals(failed) && operation.changes()) {
                afterwards.add(operation);
            }
            if (fails(operation, path)) {
                throw DiskError.inputOutput(path);
            }
        }

        @Override
        public int beforeWrite(Path path, int bytes) {
            if (failing == DiskOperation.WRITE && fails(DiskOperation.WRITE, path)) {
                return bytes * part / 100;
            }
            before(DiskOperation.WRITE, path);
            return bytes;
        }

        private boolean fails(DiskOperation operation, Path path) {
            if (failed != null || operation != failing || !path.getParent().endsWith(PARTITION.toString())
                    || !path.toString().endsWith(".log") || --operationsLeft > 0) {
                return false;
            }
            failed = path;
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({"1,WRITE,0", "2,WRITE,1", "3,WRITE,50", "4,WRITE,99", "5,WRITE,50", "6,FORCE,0", "7,FORCE,0",
            "8,FORCE,0"})
    void nothing_is_tried_again_and_nothing_acknowledged_is_lost(long seed, DiskOperation failing, int part) {
        SimWorld world = new SimWorld(seed);
        SplittableRandom plan = world.scheduler().seed().stream("plan");
        world.broker().start();
        Topics.create(world, NewTopic.of("t", 1));
        AppendingProducer producer = new AppendingProducer(world.client("writer"), plan.split(), Map.of(), "t", 1,
                RECORDS, 100);
        producer.start();
        FailsOnce disk = new FailsOnce(failing, part, 1 + plan.nextInt(40));
        world.broker().watch(disk);

        assertThat(world.runUntil(() -> disk.failed != null, 60_000)).as("the disk fails").isTrue();
        assertThat(world.runUntil(() -> !world.broker().running(), 1_000)).as("the broker ends").isTrue();
        assertThat(disk.afterwards).as("what was tried again on the file that failed").isEmpty();

        world.broker().watch(DiskWatch.nothing());
        world.runForMs(500);
        world.broker().start();
        ReadingConsumer consumer = new ReadingConsumer(world.client("reader"), Map.of());
        consumer.start(List.of(PARTITION));
        world.runUntil(() -> producer.done() && consumer.count() >= producer.acknowledged().size(), 300_000);
        assertThat(world.bugs()).isEmpty();
        assertThat(producer.failures()).isEmpty();
        assertThat(consumer.seen(PARTITION).stream().map(ReadingConsumer.Seen::value))
                .as("once each, in order, as acknowledged")
                .containsExactlyElementsOf(
                        producer.acknowledged().stream().map(AppendingProducer.Sent::value).toList());
    }

    @Test
    void one_of_two_disks_takes_its_partitions_out_of_use_and_no_others() {
        SimWorld world = new SimWorld(11, Map.of("log.dirs", "/disk,/other"));
        world.broker().start();
        Topics.create(world, NewTopic.of("t", 2));
        AppendingProducer producer = new AppendingProducer(world.client("writer"),
                world.scheduler().seed().stream("plan"),
                Map.of("delivery.timeout.ms", "6000"), "t", 2, RECORDS, 100);
        producer.start();
        FailsOnce disk = new FailsOnce(DiskOperation.WRITE, 50, 20);
        world.broker().watch(disk);
        assertThat(world.runUntil(() -> disk.failed != null, 60_000)).as("the disk fails").isTrue();
        world.runForMs(200); // acknowledgements of before are on their way
        long before = acknowledged(producer, PARTITION);
        long others = producer.acknowledged().size() - before;
        assertThat(world.runUntil(producer::done, 60_000)).as("each record is acknowledged or given up").isTrue();

        assertThat(world.broker().running()).as("the other disk works").isTrue();
        assertThat(disk.afterwards).as("what was tried again on the file that failed").isEmpty();
        assertThat(acknowledged(producer, PARTITION)).isEqualTo(before);
        assertThat(producer.acknowledged().size() - before).isGreaterThan(others);
        assertThat(producer.failures()).isNotEmpty();
        assertThat(producer.acknowledged().size() + producer.failures().size()).isEqualTo(RECORDS);

        world.broker().watch(DiskWatch.nothing());
        world.broker().kill();
        world.broker().start();
        ReadingConsumer consumer = new ReadingConsumer(world.client("reader"), Map.of());
        consumer.start(List.of(PARTITION, new TopicPartition("t", 1)));
        world.runUntil(() -> consumer.count() >= producer.acknowledged().size(), 60_000);
        assertThat(world.bugs()).isEmpty();
        assertThat(consumer.seen(PARTITION)).hasSize((int) before);
        assertThat(consumer.count()).isEqualTo(producer.acknowledged().size());
    }

    private static long acknowledged(AppendingProducer producer, TopicPartition partition) {
        return producer.acknowledged().stream().filter(record -> record.partition().equals(partition)).count();
    }
}
