package dev.tidemark.client.producer;

import dev.tidemark.client.net.Cluster;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One step of a transaction, tried until it is settled or its time is over; confined to its cluster's loop. */
final class TransactionStep {

    /** What an attempt came to. */
    sealed interface Verdict {

        /** The step is over. */
        record Settled(TransactionOutcome outcome) implements Verdict {}

        /** Not yet, or nobody knows: the same again a little later. */
        record Again(String why) implements Verdict {}
    }

    /** Tries once and tells what came of it, on the loop. */
    @FunctionalInterface
    interface Attempt {
        void run(Consumer<Verdict> then);
    }

    private final Cluster cluster;
    private final long deadlineMs;
    private final Attempt attempt;
    private final CompletableFuture<TransactionOutcome> outcome = new CompletableFuture<>();
    private int failures;

    private TransactionStep(Cluster cluster, long timeoutMs, Attempt attempt) {
        this.cluster = cluster;
        this.deadlineMs = cluster.clock().monotonicMs() + timeoutMs;
        this.attempt = attempt;
    }

    static CompletionStage<TransactionOutcome> run(Cluster cluster, long timeoutMs, Attempt attempt) {
        TransactionStep step = new TransactionStep(cluster, timeoutMs, attempt);
        step.again();
        return step.outcome;
    }

    private void again() {
        attempt.run(verdict -> {
            switch (verdict) {
                case Verdict.Settled(TransactionOutcome settled) -> outcome.complete(settled);
                case Verdict.Again(String why) -> {
                    failures++;
                    long pauseMs = cluster.settings().retry().afterFailures(failures, cluster.random());
                    if (cluster.closed() || cluster.clock().monotonicMs() + pauseMs >= deadlineMs) {
                        outcome.complete(new TransactionOutcome.Unknown(why));
                    } else {
                        cluster.loop().schedule(pauseMs, this::again);
                    }
                }
            }
        });
    }
}
