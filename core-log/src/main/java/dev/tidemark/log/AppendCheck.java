package dev.tidemark.log;

import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.producer.ProducerVerdict;
import dev.tidemark.log.producer.Verification;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Judges batches by their headers before they are appended. Run by the log's owner; keeps nothing between two appends. */
final class AppendCheck {

    private final RecordBatches walk = new RecordBatches();
    private int count;
    private int records;
    private boolean producer;

    /** @return null if the batches may be appended */
    @Nullable
    AppendResult check(ByteBuffer batches, AppendOrigin origin, LogConfig config, ProducerStates producers,
            @Nullable Verification verification, long logEndOffset) {
        count = 0;
        records = 0;
        producer = false;
        long nextOffset = logEndOffset;
        walk.reset(batches);
        while (walk.next()) {
            RecordBatch batch = walk.batch();
            BatchProblem problem = batch.validateUnchecked();
            if (problem != null) {
                return rejected(problem);
            }
            count++;
            records += batch.recordCount();
            producer |= batch.hasProducerId();
            AppendResult refused = switch (origin) {
                case CLIENT -> checkClient(batch, config, producers, verification);
                case COORDINATOR -> checkCoordinator(batch, config, producers);
                case REPLICATION -> checkReplicated(batch, nextOffset);
            };
            if (refused != null) {
                return refused;
            }
            nextOffset = origin == AppendOrigin.REPLICATION ? batch.nextOffset()
                    : nextOffset + batch.lastOffsetDelta() + 1;
        }
        if (walk.problem() != null) {
            return rejected(walk.problem());
        }
        return count == 0 ? rejected(RejectReason.INVALID_RECORD, "there is no batch to append") : null;
    }

    /** Records in the batches of the last check. */
    int records() {
        return records;
    }

    private @Nullable AppendResult checkClient(RecordBatch batch, LogConfig config, ProducerStates producers,
            @Nullable Verification verification) {
        if (batch.control()) {
            return rejected(RejectReason.INVALID_RECORD, "clients may not write control batches");
        }
        if (producer && count > 1) {
            return rejected(RejectReason.INVALID_RECORD,
                    "an idempotent producer sends one batch per partition and request");
        }
        AppendResult tooLarge = checkSize(batch, config);
        if (tooLarge != null || !batch.hasProducerId()) {
            return tooLarge;
        }
        return ofVerdict(producers.checkClient(batch, verification));
    }

    private static @Nullable AppendResult checkCoordinator(RecordBatch batch, LogConfig config,
            ProducerStates producers) {
        if (batch.control()) {
            return ofVerdict(producers.checkMarker(batch));
        }
        return checkSize(batch, config);
    }

    private static @Nullable AppendResult checkReplicated(RecordBatch batch, long nextOffset) {
        return batch.baseOffset() >= nextOffset ? null
                : rejected(RejectReason.INVALID_RECORD,
                        "a replicated batch begins at offset " + batch.baseOffset() + ", the log goes on at "
                                + nextOffset);
    }

    private static @Nullable AppendResult checkSize(RecordBatch batch, LogConfig config) {
        return batch.sizeInBytes() <= config.messageBytesMax() ? null
                : rejected(RejectReason.TOO_LARGE, "a batch of "
                        + batch.sizeInBytes() + " bytes; max.message.bytes is " + config.messageBytesMax());
    }

    private static @Nullable AppendResult ofVerdict(ProducerVerdict verdict) {
        return switch (verdict) {
            case ProducerVerdict.Fits fits -> null;
            case ProducerVerdict.Duplicate duplicate -> new AppendResult.Duplicate(duplicate.baseOffset(),
                    duplicate.lastOffset(), -1);
            case ProducerVerdict.Refused refused -> rejected(reasonOf(refused.reason()), refused.message());
        };
    }

    private static RejectReason reasonOf(ProducerVerdict.Reason reason) {
        return switch (reason) {
            case OUT_OF_ORDER_SEQUENCE -> RejectReason.OUT_OF_ORDER_SEQUENCE;
            case DUPLICATE_SEQUENCE -> RejectReason.DUPLICATE_SEQUENCE;
            case PRODUCER_FENCED -> RejectReason.PRODUCER_FENCED;
            case COORDINATOR_FENCED -> RejectReason.COORDINATOR_FENCED;
            case INVALID_TXN_STATE -> RejectReason.INVALID_TXN_STATE;
            case INVALID_RECORD -> RejectReason.INVALID_RECORD;
        };
    }

    private static AppendResult rejected(BatchProblem problem) {
        return rejected(problem == BatchProblem.MAGIC ? RejectReason.UNSUPPORTED_MAGIC : RejectReason.CORRUPT,
                problem.text());
    }

    private static AppendResult rejected(RejectReason reason, String message) {
        return new AppendResult.Rejected(reason, message);
    }
}
