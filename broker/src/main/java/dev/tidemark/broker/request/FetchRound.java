package dev.tidemark.broker.request;

import dev.tidemark.broker.partition.DataWait;
import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.LogSlice;
import dev.tidemark.log.LogView;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import dev.tidemark.protocol.message.FetchResponse.AbortedTransaction;
import dev.tidemark.protocol.message.FetchResponse.PartitionData;
import dev.tidemark.record.RecordBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at all partitions of a fetch: reads their views up to the byte limits, without visiting their owners. What was
 * read holds leases, so a round ends in an answer or in {@link #release}. Confined to the connection's loop.
 */
final class FetchRound {

    private static final Logger LOG = LoggerFactory.getLogger(FetchRound.class);
    private static final long UNKNOWN = -1;

    private final Partitions partitions;
    private final boolean byTopicId;
    private final boolean readCommitted;
    private final List<PartitionRead> reads;
    private int bytes;
    private boolean anyFailed;

    /** What was found in one partition. */
    record PartitionRead(FetchedPartition fetched, ErrorCode error, @Nullable Partition partition, long highWatermark,
            long lastStableOffset, long logStartOffset, @Nullable List<AbortedTransaction> abortedTransactions,
            RecordBytes records) {

        int bytes() {
            return records.sizeInBytes();
        }

        boolean failed() {
            return error != ErrorCode.NONE;
        }

        PartitionData toData() {
            return PartitionData.builder()
                    .partitionIndex(fetched.key().partition())
                    .errorCode(error.code())
                    .highWatermark(highWatermark)
                    .lastStableOffset(lastStableOffset)
                    .logStartOffset(logStartOffset)
                    .abortedTransactions(abortedTransactions)
                    .records(records)
                    .build();
        }
    }

    /**
     * @param byTopicId whether the keys carry topic ids
     * @param readCommitted whether to read up to the last stable offset only
     */
    FetchRound(Partitions partitions, boolean byTopicId, boolean readCommitted, int size) {
        this.partitions = partitions;
        this.byTopicId = byTopicId;
        this.readCommitted = readCommitted;
        this.reads = new ArrayList<>(size);
    }

    /** Reads in the given order until {@code bytesMax} is used up; the first batch found comes whatever its size. */
    void read(List<FetchedPartition> wanted, int bytesMax) {
        for (FetchedPartition fetched : wanted) {
            PartitionRead read = read(fetched, bytesMax - bytes);
            bytes += read.bytes();
            anyFailed |= read.failed();
            reads.add(read);
        }
    }

    List<PartitionRead> reads() {
        return reads;
    }

    /** Record bytes found. */
    int bytes() {
        return bytes;
    }

    /** Whether some partition has an error to tell. */
    boolean anyFailed() {
        return anyFailed;
    }

    /** Adds all partitions to a wait for more than this round could see. */
    void waitForMore(DataWait wait) {
        for (PartitionRead read : reads) {
            if (read.partition != null) {
                wait.add(read.partition, readCommitted ? read.lastStableOffset : read.highWatermark, readCommitted);
            }
        }
    }

    /** Nobody gets what was read. */
    void release() {
        for (PartitionRead read : reads) {
            read.records.release();
        }
    }

    private PartitionRead read(FetchedPartition fetched, int bytesLeft) {
        Partition partition = find(fetched.key());
        try {
            return read(fetched, partition, bytesLeft);
        } catch (TidemarkException disk) {
            LOG.error("{} cannot be read", partition == null ? fetched.key() : partition.name(), disk);
            return failed(fetched, ErrorCode.KAFKA_STORAGE_ERROR);
        }
    }

    private PartitionRead read(FetchedPartition fetched, @Nullable Partition partition, int bytesLeft) {
        if (partition == null) {
            return failed(fetched, byTopicId && !partitions.hosts(fetched.key().topicId()) ? ErrorCode.UNKNOWN_TOPIC_ID
                    : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        FetchPartition wanted = fetched.wanted();
        ErrorCode fenced = LeaderEpochs.check(wanted.currentLeaderEpoch(), partition);
        if (fenced != ErrorCode.NONE) {
            return failed(fetched, fenced);
        }
        LogView view = partition.view();
        long upTo = readCommitted ? view.lastStableOffset() : view.highWatermark();
        if (wanted.fetchOffset() < view.logStartOffset() || wanted.fetchOffset() > view.logEndOffset()) {
            return failed(fetched, ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        if (wanted.fetchOffset() >= upTo || (bytesLeft <= 0 && bytes > 0)) {
            return found(fetched, partition, view, null);
        }
        LogSlice slice = view.read(wanted.fetchOffset(), Math.max(0, Math.min(wanted.partitionMaxBytes(), bytesLeft)),
                upTo, bytes == 0);
        if (slice == null) {
            // Deleted or compacted since we looked: what the log is now decides.
            return partition.view() == view ? failed(fetched, ErrorCode.OFFSET_OUT_OF_RANGE)
                    : read(fetched, partition, bytesLeft);
        }
        return found(fetched, partition, view, slice);
    }

    private @Nullable Partition find(FetchedPartition.Key key) {
        return byTopicId ? partitions.find(key.topicId(), key.partition())
                : partitions.find(new TopicPartition(key.topic(), key.partition()));
    }

    private PartitionRead found(FetchedPartition fetched, Partition partition, LogView view, @Nullable LogSlice slice) {
        List<AbortedTransaction> aborted = readCommitted ? List.of() : null;
        RecordBytes records = RecordBytes.empty();
        if (slice != null && slice.sizeInBytes() > 0) {
            records = slice;
            if (readCommitted) {
                aborted = view.abortedTransactions(fetched.wanted().fetchOffset(), slice.nextOffset())
                        .stream()
                        .map(one -> new AbortedTransaction(one.producerId(), one.firstOffset()))
                        .toList();
            }
        } else if (slice != null) {
            slice.release();
        }
        return new PartitionRead(fetched, ErrorCode.NONE, partition, view.highWatermark(), view.lastStableOffset(),
                view.logStartOffset(), aborted, records);
    }

    private static PartitionRead failed(FetchedPartition fetched, ErrorCode error) {
        return new PartitionRead(fetched, error, null, UNKNOWN, UNKNOWN, UNKNOWN, List.of(), RecordBytes.empty());
    }
}
