package dev.tidemark.broker.request;

import dev.tidemark.protocol.ErrorCode;

/** Errors of transactions in the words of old versions, whose clients do not know the exact ones. */
final class TransactionErrors {

    private TransactionErrors() {}

    /** PRODUCER_FENCED came late to these APIs; it was INVALID_PRODUCER_EPOCH before. */
    static ErrorCode fencedInWordsOf(ErrorCode error, boolean saysFenced) {
        return error == ErrorCode.PRODUCER_FENCED && !saysFenced ? ErrorCode.INVALID_PRODUCER_EPOCH : error;
    }

    /** TRANSACTION_ABORTABLE came with KIP-890; it was INVALID_TXN_STATE before. */
    static ErrorCode abortableInWordsOf(ErrorCode error, boolean saysAbortable) {
        return error == ErrorCode.TRANSACTION_ABORTABLE && !saysAbortable ? ErrorCode.INVALID_TXN_STATE : error;
    }
}
