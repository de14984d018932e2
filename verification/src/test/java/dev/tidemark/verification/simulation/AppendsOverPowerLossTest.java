package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.workload.AppendingProducer;
import dev.tidemark.verification.simulation.workload.ReadingConsumer;
import dev.tidemark.verification.simulation.workload.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The production broker and clients on one thread: what was acknowledged outlives two losses of power. */
class AppendsOverPowerLossTest {

    private static final int RECORDS = 200;
    private static final List<TopicPartition> PARTITIONS = List.of(new TopicPartition("t", 0),
            new TopicPartition("t", 1), new TopicPartition("t", 2));

    /** A run, and what its clients saw. */
    private static final class Run {

        private final SimWorld world;
        private final AppendingProducer producer;
        private final ReadingConsumer consumer;

        Run(long seed) {
            world = new SimWorld(seed);
            SplittableRandom plan = world.scheduler().seed().stream("plan");
            world.broker().start();
            Topics.create(world, NewTopic.of("t", 3));
            producer = new AppendingProducer(world.client("writer"), plan.split(), Map.of(), "t", 3, RECORDS, 200);
            consumer = new ReadingConsumer(world.client("reader"), Map.of());
            producer.start();
            consumer.start(PARTITIONS);
            for (int i = 0; i < 2; i++) {
                world.runForMs(1_000 + plan.nextInt(7_000));
                world.broker().losePower();
                world.runForMs(plan.nextInt(3_000));
                world.broker().start();
            }
            world.runUntil(() -> producer.done() && consumer.count() >= producer.acknowledgedCount(), 300_000);
        }

        String story() {
            return "seed " + world.scheduler().seed().value() + "\n"
                    + String.join("\n", world.scheduler().trace().lines());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void acknowledged_records_are_there_in_order_and_once(long seed) {
        Run run = new Run(seed);
        assertThat(run.world.bugs()).as(run.story()).isEmpty();
        assertThat(run.world.broker().starts()).isEqualTo(3);
        assertThat(run.producer.failures()).as(run.story()).isEmpty();
        assertThat(run.producer.done()).as(run.story()).isTrue();
        assertThat(run.consumer.failures()).as(run.story()).isEmpty();
        for (TopicPartition partition : PARTITIONS) {
            List<String> sent = new ArrayList<>();
            run.producer.acknowledged()
                    .stream()
                    .filter(record -> record.partition().equals(partition))
                    .forEach(record -> sent.add(record.value()));
            List<String> read = run.consumer.seen(partition).stream().map(ReadingConsumer.Seen::value).toList();
            assertThat(read).as("%s, %s", partition, run.story()).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 77})
    void the_same_seed_gives_the_same_events(long seed) {
        Run first = new Run(seed);
        Run second = new Run(seed);
        assertThat(second.world.scheduler().happened()).isEqualTo(first.world.scheduler().happened());
        assertThat(second.world.scheduler().hash()).isEqualTo(first.world.scheduler().hash());
        assertThat(new Run(seed + 1).world.scheduler().hash()).isNotEqualTo(first.world.scheduler().hash());
    }
}
