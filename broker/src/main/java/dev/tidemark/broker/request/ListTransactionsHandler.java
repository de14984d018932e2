package dev.tidemark.broker.request;

import dev.tidemark.broker.txn.ListedTransactions;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.TransactionalIdPattern;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ListTransactionsRequest;
import dev.tidemark.protocol.message.ListTransactionsResponse;
import dev.tidemark.protocol.message.ListTransactionsResponse.TransactionState;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * ListTransactions: 0 filters by state and producer id (KIP-664), 1 by how long a transaction is open (KIP-994), 2 by a
 * regular expression for the id (KIP-1152). While a partition is being loaded nothing is listed: half of the list would look like all.
 */
final class ListTransactionsHandler implements RequestHandler<ListTransactionsRequest, ListTransactionsResponse> {

    /** Those that a filter may name. Kafka has two more, in which an id is for a moment there and never here. */
    private static final Set<String> STATES = Set.of("Empty", "Ongoing", "PrepareCommit", "PrepareAbort",
            "CompleteCommit", "CompleteAbort", "Dead", "PrepareEpochFence");

    private final TransactionCoordinator transactions;
    private final EventLoop transactionLoop;

    ListTransactionsHandler(TransactionCoordinator transactions, EventLoop transactionLoop) {
        this.transactions = transactions;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<ListTransactionsResponse> handle(RequestContext context, ListTransactionsRequest request) {
        List<String> unknown = request.stateFilters().stream().filter(state -> !STATES.contains(state)).toList();
        TransactionalIdPattern ids = TransactionalIdPattern.of(request.transactionalIdPattern());
        if (ids == null) {
            return CompletableFuture.completedFuture(new ListTransactionsResponse(0,
                    ErrorCode.INVALID_REGULAR_EXPRESSION.code(), unknown, List.of()));
        }
        ListedTransactions filter = new ListedTransactions(Set.copyOf(request.stateFilters()),
                Set.copyOf(request.producerIdFilters()), request.durationFilter(), ids);
        return transactionLoop.ask(() -> transactions.list(filter))
                .thenApply(found -> new ListTransactionsResponse(0, found.error().code(), unknown,
                        found.transactions()
                                .stream()
                                .map(transaction -> new TransactionState(transaction.id(), transaction.producerId(),
                                        transaction.state().wireName()))
                                .toList()));
    }
}
