package dev.tidemark.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.TransactionLogValue;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a record of {@code __transaction_state} holds. */
class TransactionRecordCodecTest {

    private static final Set<TopicPartition> PARTITIONS = Set.of(new TopicPartition("b", 1),
            new TopicPartition("a", 10),
            new TopicPartition("b", 0), new TopicPartition("a", 2), new TopicPartition("c", 0));

    private final TransactionRecordCodec codec = new TransactionRecordCodec();

    static List<TransactionState> states() {
        return List.of(new TransactionState.Empty(), new TransactionState.Ongoing(PARTITIONS, 5),
                new TransactionState.PrepareCommit(PARTITIONS, 5), new TransactionState.PrepareAbort(PARTITIONS, 5),
                new TransactionState.CompleteCommit(5), new TransactionState.CompleteAbort(5));
    }

    private static TransactionRecord.Saved saved(TransactionState state) {
        return new TransactionRecord.Saved(new Transaction("payments", 7, (short) 3, 6, -1, 60_000, (short) 2, state,
                9));
    }

    private ByteBuffer value(TransactionRecord record) {
        ByteBuffer value = codec.value(record);
        assertThat(value).isNotNull();
        return value;
    }

    @ParameterizedTest
    @MethodSource("states")
    void is_read_as_it_was_written(TransactionState state) {
        TransactionRecord record = saved(state);
        assertThat(codec.read(codec.key(record), value(record))).isEqualTo(record);
    }

    @Test
    void lists_each_topic_once_in_the_order_of_names() {
        WireReader in = new WireReader(value(saved(new TransactionState.PrepareCommit(PARTITIONS, 5))));
        TransactionLogValue read = MessageCodecs.of(TransactionLogValue.class).read(in, in.readShort());
        assertThat(read.transactionPartitions()).containsExactly(
                new TransactionLogValue.PartitionsSchema("a", List.of(2, 10)),
                new TransactionLogValue.PartitionsSchema("b", List.of(0, 1)),
                new TransactionLogValue.PartitionsSchema("c", List.of(0)));
    }
}
