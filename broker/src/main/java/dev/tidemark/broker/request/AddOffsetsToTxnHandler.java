package dev.tidemark.broker.request;

import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.txn.AddPartitions;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddOffsetsToTxnResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** AddOffsetsToTxn 0 to 4: makes the group's partition of {@code __consumer_offsets} part of the transaction. */
final class AddOffsetsToTxnHandler implements RequestHandler<AddOffsetsToTxnRequest, AddOffsetsToTxnResponse> {

    private static final short SAYS_FENCED = 2;

    private final TransactionCoordinator transactions;
    private final GroupCoordinator groups;
    private final EventLoop transactionLoop;

    AddOffsetsToTxnHandler(TransactionCoordinator transactions, GroupCoordinator groups, EventLoop transactionLoop) {
        this.transactions = transactions;
        this.groups = groups;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<AddOffsetsToTxnResponse> handle(RequestContext context, AddOffsetsToTxnRequest request) {
        if (request.groupId().isEmpty()) {
            return CompletableFuture
                    .completedFuture(new AddOffsetsToTxnResponse(0, ErrorCode.INVALID_GROUP_ID.code()));
        }
        return transactionLoop.ask(() -> transactions.add(new AddPartitions(request.transactionalId(),
                request.producerId(), request.producerEpoch(), Set.of(groups.partitionOf(request.groupId())),
                false)))
                .thenApply(error -> new AddOffsetsToTxnResponse(0,
                        TransactionErrors.fencedInWordsOf(error, context.apiVersion() >= SAYS_FENCED).code()));
    }
}
