package dev.tidemark.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.partition.Acks;
import dev.tidemark.broker.partition.LedPartition;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.broker.partition.TransactionalWrite;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.BatchStamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is told of logs, to the byte. */
class LogMeasuresTest {

    private static final long TRANSACTION_MAX_MS = 900_000;
    private static final long GRACE_MS = 300_000;

    private final PartitionRig rig = new PartitionRig();
    private final LogMeasures measures = new LogMeasures(rig.partitions, rig.logs, rig.clock, TRANSACTION_MAX_MS);

    private long told(BrokerMetric metric, String... labels) {
        Map<List<String>, Long> samples = new HashMap<>();
        measures.tell((name, value, with) -> {
            if (name.equals(metric.id())) {
                samples.put(List.of(with), value);
            }
        });
        return samples.get(List.of(labels));
    }

    private LedPartition topic(String name) {
        rig.create(name, 1, Map.of("tidemark.flush", "os"));
        return rig.partition(name, 0);
    }

    private void transactional(LedPartition partition, long producerId, String... values) {
        rig.append(partition,
                PartitionRig.batch(BatchStamp.transactional(producerId, (short) 0, 0), rig.clock.wallMs(), values),
                Acks.ALL, new TransactionalWrite("txn" + producerId, producerId, (short) 0, TransactionGate.Mode.ADD),
                30_000);
        rig.settle();
        rig.questions.removeFirst().answer(ErrorCode.NONE);
        rig.settle();
    }

    @Test
    void sums_go_over_all_partitions_and_each_has_its_own_numbers() {
        LedPartition one = topic("one");
        LedPartition two = topic("two");
        LedPartition three = topic("three");
        rig.append(one, Acks.ALL, "a", "b");
        rig.append(two, Acks.ALL, "a", "b", "c");
        rig.append(three, Acks.ALL, "a");
        rig.settle();
        one.deleteRecordsBefore(1);
        rig.settle();
        long sum = one.view().sizeInBytes() + two.view().sizeInBytes() + three.view().sizeInBytes();
        assertThat(told(BrokerMetric.LOG_SIZE)).isEqualTo(sum);
        assertThat(told(BrokerMetric.LOG_SEGMENTS)).isEqualTo(3);
        assertThat(told(BrokerMetric.PARTITIONS)).isEqualTo(3);
        assertThat(told(BrokerMetric.PARTITION_LOG_START, "topic", "one", "partition", "0")).isEqualTo(1);
        assertThat(told(BrokerMetric.PARTITION_LOG_END, "topic", "two", "partition", "0")).isEqualTo(3);
        assertThat(told(BrokerMetric.PARTITION_LOG_SIZE, "topic", "two", "partition", "0"))
                .isEqualTo(two.view().sizeInBytes());
        assertThat(told(BrokerMetric.OFFLINE_PARTITIONS)).isZero();
        assertThat(told(BrokerMetric.LOG_CLEAN_START)).isEqualTo(rig.logs.cleanStart() ? 1 : 0);
    }

    @Test
    void the_largest_lag_is_told_wherever_it_is() {
        for (String name : List.of("a", "b", "c", "d")) {
            LedPartition partition = topic(name);
            transactional(partition, name.charAt(0),
                    name.equals("b") ? new String[]{"1", "2", "3"} : new String[]{"1"});
        }
        assertThat(told(BrokerMetric.LSO_LAG_MAX)).isEqualTo(3);
        assertThat(told(BrokerMetric.PARTITION_LSO_LAG, "topic", "c", "partition", "0")).isEqualTo(1);
    }

    @Test
    void a_transaction_hangs_when_it_is_older_than_any_may_be_and_a_grace() {
        LedPartition held = topic("held");
        topic("idle");
        transactional(held, 9, "unsure");
        rig.clock.advanceMs(TRANSACTION_MAX_MS + GRACE_MS);
        assertThat(told(BrokerMetric.LATE_TRANSACTIONS)).isZero();
        rig.clock.advanceMs(1);
        assertThat(told(BrokerMetric.LATE_TRANSACTIONS)).isEqualTo(1);
    }
}
