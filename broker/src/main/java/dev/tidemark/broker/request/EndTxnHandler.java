package dev.tidemark.broker.request;

import dev.tidemark.broker.txn.EndTransaction;
import dev.tidemark.broker.txn.ProducerOutcome;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import java.util.concurrent.CompletionStage;

/** EndTxn 0 to 5: from version 5 it moves the producer's epoch on and says to which (KIP-890). */
final class EndTxnHandler implements RequestHandler<EndTxnRequest, EndTxnResponse> {

    private static final short SAYS_FENCED = 2;
    private static final short SECOND_PROTOCOL = 5;

    private final TransactionCoordinator transactions;
    private final EventLoop transactionLoop;

    EndTxnHandler(TransactionCoordinator transactions, EventLoop transactionLoop) {
        this.transactions = transactions;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<EndTxnResponse> handle(RequestContext context, EndTxnRequest request) {
        boolean second = context.apiVersion() >= SECOND_PROTOCOL;
        EndTransaction end = new EndTransaction(request.transactionalId(), request.producerId(),
                request.producerEpoch(), request.committed(), second);
        return transactionLoop.ask(() -> transactions.end(end))
                .thenApply(outcome -> answer(context.apiVersion(), outcome));
    }

    private static EndTxnResponse answer(short version, ProducerOutcome outcome) {
        ErrorCode error = TransactionErrors.fencedInWordsOf(outcome.error(), version >= SAYS_FENCED);
        boolean told = version >= SECOND_PROTOCOL;
        return new EndTxnResponse(0, error.code(), told ? outcome.producerId() : -1L,
                told ? outcome.producerEpoch() : -1);
    }
}
