package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.record.BatchStamp;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bytes by topic: what counts, and that there are never more lines than somebody can read. */
class TopicTrafficTest {

    private final TopicTraffic traffic = new TopicTraffic(2);

    @Test
    void topics_beyond_the_limit_are_counted_together() {
        traffic.of("one").written(1);
        traffic.of("two").read(2);
        assertThat(traffic.all()).containsOnlyKeys("one", "two");
        traffic.of("three").written(3);
        traffic.of("four").written(4);
        traffic.of("one").written(10);
        assertThat(traffic.all()).containsOnlyKeys("one", "two", TopicTraffic.OTHERS);
        assertThat(traffic.all().get(TopicTraffic.OTHERS).written()).isEqualTo(7);
        assertThat(traffic.all().get("one").written()).isEqualTo(11);
        assertThat(traffic.all().get("two").read()).isEqualTo(2);
    }

    @Test
    void a_topic_that_goes_takes_its_numbers_along_and_makes_room() {
        traffic.of("one").written(1);
        traffic.of("two").written(2);
        traffic.forget("one");
        traffic.of("three").written(3);
        assertThat(traffic.all()).containsOnlyKeys("two", "three");
        assertThat(traffic.of("one")).as("no room any more").isSameAs(traffic.of("four"));
    }

    @Test
    void batches_count_once_they_are_in_the_log_and_a_deleted_topic_is_forgotten() {
        PartitionRig rig = new PartitionRig();
        rig.create("orders", 2, Map.of());
        ByteBuffer batch = PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), "some value");
        int bytes = batch.remaining();
        rig.append(rig.partition("orders", 0), batch, Acks.LEADER, null, 30_000);
        rig.append(rig.partition("orders", 1), PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), "some value"),
                Acks.LEADER, null, 30_000);
        rig.settle();
        TopicTraffic.Bytes orders = rig.partitions.traffic().all().get("orders");
        assertThat(orders.written()).isEqualTo(2L * bytes);
        assertThat(orders.read()).isZero();

        rig.disk.capacityBytes(0);
        rig.append(rig.partition("orders", 0), PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), "too much"),
                Acks.LEADER, null, 30_000);
        rig.settle();
        assertThat(orders.written()).as("refused").isEqualTo(2L * bytes);
        rig.disk.capacityBytes(Long.MAX_VALUE);

        rig.delete("orders");
        assertThat(rig.partitions.traffic().all()).isEmpty();
    }
}
