package dev.tidemark.streams.runtime;

import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.client.producer.TransactionalProducer;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The first initialisation of a transactional id by a process: it ends what the process before left open. Stateless. */
final class WorkerIdentity {

    private WorkerIdentity() {}

    /** Initialises until it is done; fails with {@code REQUEST_FAILED} if the cluster will not have it. */
    static CompletionStage<Void> initialise(TransactionalProducer producer) {
        return producer.initialise().thenCompose(outcome -> switch (outcome) {
            case TransactionOutcome.Done _ -> CompletableFuture.<Void>completedFuture(null);
            case TransactionOutcome.Unknown _,TransactionOutcome.MustAbort _,TransactionOutcome.MustInitialise _ ->
                initialise(producer);
            case TransactionOutcome.Fenced fenced -> refused(fenced.error(), fenced.why());
            case TransactionOutcome.Failed failed -> refused(failed.error(), failed.why());
        });
    }

    private static CompletionStage<Void> refused(String error, String why) {
        return CompletableFuture.failedFuture(new TidemarkException(FailureCode.REQUEST_FAILED,
                "A worker's producer cannot be initialised", "transactional producer of the application",
                error + ": " + why, "see the broker's log for the reason"));
    }
}
