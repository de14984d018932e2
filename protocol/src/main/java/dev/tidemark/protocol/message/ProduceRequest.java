package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import dev.tidemark.record.RecordBytes;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Appends record batches to partitions (API 0).
 *
 * <ul>
 * <li>4: the client understands KAFKA_STORAGE_ERROR</li>
 * <li>7: zstd may be used (KIP-110)</li>
 * <li>8: the answer names single bad records (KIP-467)</li>
 * <li>9: first flexible version (compact lengths, tagged fields)</li>
 * <li>10: the answer may name a new leader (KIP-951)</li>
 * <li>11: TRANSACTION_ABORTABLE may be answered (KIP-890)</li>
 * <li>12: inside a transaction the first write to a partition also adds it with the second transaction protocol
 *     (KIP-890)</li>
 * <li>13: adds {@code topicData.topicId}; drops {@code topicData.name}; topics by id only (KIP-516)</li>
 * </ul>
 */
@Api(key = ApiKey.PRODUCE, versions = "3-13", flexible = "9+")
public record ProduceRequest(
        @Absent("null") @Nullable String transactionalId,
        short acks,
        int timeoutMs,
        List<TopicProduceData> topicData) implements Request {

    /** The partitions of one topic. */
    public record TopicProduceData(
            @Versions("3-12") @Ignorable String name,
            @Versions("13+") @Ignorable UUID topicId,
            List<PartitionProduceData> partitionData) {}

    /** The batches for one partition. */
    public record PartitionProduceData(int index, @Nullable RecordBytes records) {}
}
