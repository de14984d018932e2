package dev.tidemark.broker.txn;

import dev.tidemark.broker.coordinator.CoordinatorRecordCodec;
import dev.tidemark.broker.txn.TransactionRecord.Forgotten;
import dev.tidemark.broker.txn.TransactionRecord.Saved;
import dev.tidemark.broker.txn.TransactionState.CompleteAbort;
import dev.tidemark.broker.txn.TransactionState.CompleteCommit;
import dev.tidemark.broker.txn.TransactionState.Empty;
import dev.tidemark.broker.txn.TransactionState.Ongoing;
import dev.tidemark.broker.txn.TransactionState.PrepareAbort;
import dev.tidemark.broker.txn.TransactionState.PrepareCommit;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.TransactionLogKey;
import dev.tidemark.protocol.message.TransactionLogValue;
import dev.tidemark.protocol.message.TransactionLogValue.PartitionsSchema;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes {@link TransactionRecord}s as Apache Kafka lays out {@code __transaction_state}: a version (int16) before each. */
final class TransactionRecordCodec implements CoordinatorRecordCodec<TransactionRecord> {

    private static final short KEY = 0;
    private static final short VALUE = 1;
    /** Kafka's state of an id that is about to be forgotten: as good as empty. */
    private static final byte DEAD = 6;

    private final MessageCodec<TransactionLogKey> keys = MessageCodecs.of(TransactionLogKey.class);
    private final MessageCodec<TransactionLogValue> values = MessageCodecs.of(TransactionLogValue.class);

    @Override
    public ByteBuffer key(TransactionRecord record) {
        String id = switch (record) {
            case Saved saved -> saved.transaction().id();
            case Forgotten forgotten -> forgotten.transactionalId();
        };
        return keys.toVersionedBuffer(new TransactionLogKey(id), KEY);
    }

    @Override
    public @Nullable ByteBuffer value(TransactionRecord record) {
        return switch (record) {
            case Saved saved -> values.toVersionedBuffer(value(saved.transaction()), VALUE);
            case Forgotten _ -> null;
        };
    }

    private static TransactionLogValue value(Transaction transaction) {
        TransactionState state = transaction.state();
        return TransactionLogValue.builder()
                .producerId(transaction.producerId())
                .previousProducerId(transaction.previousProducerId())
                .nextProducerId(transaction.nextProducerId())
                .producerEpoch(transaction.producerEpoch())
                .transactionTimeoutMs(transaction.timeoutMs())
                .transactionStatus(state.number())
                .transactionPartitions(state instanceof Empty ? null : byTopic(state.openPartitions()))
                .transactionLastUpdateTimestampMs(transaction.updatedMs())
                .transactionStartTimestampMs(state.beganMs())
                .clientTransactionVersion(transaction.clientVersion())
                .build();
    }

    /** They come in the order of names, a topic's behind each other. */
    private static List<PartitionsSchema> byTopic(Set<TopicPartition> partitions) {
        List<PartitionsSchema> topics = new ArrayList<>();
        List<Integer> indexes = List.of();
        String topic = null;
        for (TopicPartition partition : partitions) {
            if (!partition.topic().equals(topic)) {
                topic = partition.topic();
                indexes = new ArrayList<>(partitions.size());
                topics.add(new PartitionsSchema(topic, indexes));
            }
            indexes.add(partition.partition());
        }
        return topics;
    }

    @Override
    public @Nullable TransactionRecord read(ByteBuffer key, @Nullable ByteBuffer value) {
        WireReader in = new WireReader(key);
        short kind = in.readShort();
        if (kind != KEY) {
            return null;
        }
        String id = keys.read(in, kind).transactionalId();
        if (value == null) {
            return new Forgotten(id);
        }
        WireReader valueIn = new WireReader(value);
        TransactionLogValue read = values.read(valueIn, valueIn.readShort());
        return new Saved(new Transaction(id, read.producerId(), read.producerEpoch(), read.previousProducerId(),
                read.nextProducerId(), read.transactionTimeoutMs(), read.clientTransactionVersion(), state(read),
                read.transactionLastUpdateTimestampMs()));
    }

    private static TransactionState state(TransactionLogValue value) {
        Set<TopicPartition> partitions = new HashSet<>();
        if (value.transactionPartitions() != null) {
            for (PartitionsSchema topic : value.transactionPartitions()) {
                topic.partitionIds().forEach(partition -> partitions.add(new TopicPartition(topic.topic(), partition)));
            }
        }
        long startMs = value.transactionStartTimestampMs();
        return switch (value.transactionStatus()) {
            case 0, DEAD -> new Empty();
            case 1 -> new Ongoing(partitions, startMs);
            case 2 -> new PrepareCommit(partitions, startMs);
            case 3 -> new PrepareAbort(partitions, startMs);
            case 4 -> new CompleteCommit(startMs);
            case 5 -> new CompleteAbort(startMs);
            default -> throw new IllegalArgumentException(
                    "transaction status " + value.transactionStatus() + " is not known");
        };
    }
}
