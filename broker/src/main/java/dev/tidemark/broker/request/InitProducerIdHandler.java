package dev.tidemark.broker.request;

import dev.tidemark.broker.txn.InitProducerId;
import dev.tidemark.broker.txn.ProducerOutcome;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.Writer;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * InitProducerId 0 to 5: without a transactional id for idempotence alone; from version 3 a producer may bring what it had
 * (KIP-360); before version 4 a fenced one hears INVALID_PRODUCER_EPOCH.
 */
final class InitProducerIdHandler implements RequestHandler<InitProducerIdRequest, InitProducerIdResponse> {

    private static final short SAYS_FENCED = 4;

    private final TransactionCoordinator transactions;
    private final EventLoop transactionLoop;

    InitProducerIdHandler(TransactionCoordinator transactions, EventLoop transactionLoop) {
        this.transactions = transactions;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<InitProducerIdResponse> handle(RequestContext context, InitProducerIdRequest request) {
        if (request.producerId() == -1 != (request.producerEpoch() == -1)) {
            return CompletableFuture
                    .completedFuture(new InitProducerIdResponse(0, ErrorCode.INVALID_REQUEST.code(), -1, (short) -1));
        }
        String transactionalId = request.transactionalId();
        return transactionLoop.ask(() -> transactionalId == null
                ? transactions.newProducer()
                : transactions.initProducer(new InitProducerId(transactionalId, request.transactionTimeoutMs(),
                        request.producerId(), request.producerEpoch()))
                        .thenApply(outcome -> heard(context, transactionalId, outcome)))
                .thenApply(outcome -> answer(context.apiVersion(), outcome));
    }

    private ProducerOutcome heard(RequestContext context, String transactionalId, ProducerOutcome outcome) {
        if (outcome.error() == ErrorCode.NONE) {
            transactions.heard(transactionalId, new Writer(context.clientId(), context.clientHost()));
        }
        return outcome;
    }

    private static InitProducerIdResponse answer(short version, ProducerOutcome outcome) {
        ErrorCode error = TransactionErrors.fencedInWordsOf(outcome.error(), version >= SAYS_FENCED);
        return new InitProducerIdResponse(0, error.code(), outcome.producerId(), outcome.producerEpoch());
    }
}
