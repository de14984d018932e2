package dev.tidemark.client.net;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A question asked until it is settled or its time is over, with a back-off between; confined to its cluster's loop. */
public final class Attempts<T> {

    /** What an attempt came to. */
    public sealed interface Verdict<T> {

        /** The question is answered. */
        record Settled<T>(T value) implements Verdict<T> {}

        /** Not now; the same again a little later. */
        record Again<T>(String why) implements Verdict<T> {}

        /** Asking again will not help. */
        record Failed<T>(TidemarkException why) implements Verdict<T> {}
    }

    /** Asks once and tells what came of it, on the loop. */
    @FunctionalInterface
    public interface Attempt<T> {
        void run(Consumer<Verdict<T>> then);
    }

    private final Cluster cluster;
    private final String what;
    private final long timeoutMs;
    private final long deadlineMs;
    private final Attempt<T> attempt;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private int failures;
    private String last = "";

    private Attempts(Cluster cluster, String what, long timeoutMs, Attempt<T> attempt) {
        this.cluster = cluster;
        this.what = what;
        this.timeoutMs = timeoutMs;
        this.deadlineMs = cluster.clock().monotonicMs() + timeoutMs;
        this.attempt = attempt;
    }

    /**
     * Asks; call it on the loop, where the future completes too.
     *
     * @param what that fails if the time is over, as the first line of a {@code TidemarkException}
     */
    public static <T> CompletableFuture<T> run(Cluster cluster, String what, long timeoutMs, Attempt<T> attempt) {
        Attempts<T> attempts = new Attempts<>(cluster, what, timeoutMs, attempt);
        cluster.loop().schedule(timeoutMs, attempts::giveUp);
        attempts.again();
        return attempts.answer;
    }

    private void again() {
        if (answer.isDone()) {
            return;
        }
        attempt.run(verdict -> {
            switch (verdict) {
                case Verdict.Settled<T>(T value) -> answer.complete(value);
                case Verdict.Failed<T>(TidemarkException why) -> answer.completeExceptionally(why);
                case Verdict.Again<T>(String why) -> {
                    last = why;
                    failures++;
                    long pauseMs = cluster.settings().retry().afterFailures(failures, cluster.random());
                    if (cluster.closed() || cluster.clock().monotonicMs() + pauseMs >= deadlineMs) {
                        giveUp();
                    } else {
                        cluster.loop().schedule(pauseMs, this::again);
                    }
                }
            }
        });
    }

    private void giveUp() {
        if (answer.isDone()) {
            return;
        }
        boolean reached = !cluster.metadata().image().brokers().isEmpty();
        answer.completeExceptionally(reached
                ? new TidemarkException(FailureCode.REQUEST_FAILED, what,
                        "cluster " + cluster.metadata().image().clusterId(),
                        (last.isEmpty() ? "no answer" : last) + "; tried for " + timeoutMs + " ms",
                        "see that the brokers run and have leaders for the partitions asked about, then try again")
                : cluster.unreachable(what));
    }
}
