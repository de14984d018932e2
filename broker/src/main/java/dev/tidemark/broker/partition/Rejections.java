package dev.tidemark.broker.partition;

import dev.tidemark.log.RejectReason;
import dev.tidemark.protocol.ErrorCode;

/** What the wire says for each reason why a log took nothing. */
final class Rejections {

    private Rejections() {}

    static ErrorCode errorOf(RejectReason reason) {
        return switch (reason) {
            case CORRUPT -> ErrorCode.CORRUPT_MESSAGE;
            case TOO_LARGE -> ErrorCode.MESSAGE_TOO_LARGE;
            case LIST_TOO_LARGE -> ErrorCode.RECORD_LIST_TOO_LARGE;
            case TOO_MANY_OPEN_FILES -> ErrorCode.KAFKA_STORAGE_ERROR;
            case INVALID_TIMESTAMP -> ErrorCode.INVALID_TIMESTAMP;
            // Kafka 4 answers magic 0 and 1 so too: its version 3 of Produce already forbids them
            case UNSUPPORTED_MAGIC, INVALID_RECORD -> ErrorCode.INVALID_RECORD;
            case OUT_OF_ORDER_SEQUENCE -> ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER;
            case DUPLICATE_SEQUENCE -> ErrorCode.DUPLICATE_SEQUENCE_NUMBER;
            case PRODUCER_FENCED -> ErrorCode.INVALID_PRODUCER_EPOCH;
            case COORDINATOR_FENCED -> ErrorCode.TRANSACTION_COORDINATOR_FENCED;
            case INVALID_TXN_STATE -> ErrorCode.INVALID_TXN_STATE;
        };
    }
}
