package dev.tidemark.broker.coordinator;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a coordinator answers to a command: what to append, and what to say once that is committed.
 *
 * @param append what goes to the log; the runtime replays it into the state at once, before it is committed
 * @param reply leaves when it is complete <em>and</em> everything that was decided up to now is committed. A reply that waits
 *     for others (a member that waits for its group) is completed by a later command
 * @param afterCommit runs right before the reply leaves, on the coordinator's loop; never if the append fails
 * @param <R> the reply
 * @param <E> the coordinator's records
 */
public record Decision<R, E>(Append<E> append, CompletionStage<R> reply, Runnable afterCommit) {

    /** Nothing to append; the reply still waits until what it may have seen is committed. */
    public static <R, E> Decision<R, E> reply(R reply) {
        return new Decision<>(new Append.Plain<>(List.of()), CompletableFuture.completedFuture(reply),
                Decision::nothing);
    }

    /** Nothing to append; the reply comes later. */
    public static <R, E> Decision<R, E> replyLater(CompletionStage<R> reply) {
        return new Decision<>(new Append.Plain<>(List.of()), reply, Decision::nothing);
    }

    /** Append, then reply. */
    public static <R, E> Decision<R, E> append(List<E> records, R reply) {
        return new Decision<>(new Append.Plain<>(records), CompletableFuture.completedFuture(reply), Decision::nothing);
    }

    /** Append, then reply when that is complete. */
    public static <R, E> Decision<R, E> append(List<E> records, CompletionStage<R> reply) {
        return new Decision<>(new Append.Plain<>(records), reply, Decision::nothing);
    }

    /** Append something else than plain records, then reply. */
    public static <R, E> Decision<R, E> append(Append<E> append, R reply) {
        return new Decision<>(append, CompletableFuture.completedFuture(reply), Decision::nothing);
    }

    /** The same, with something to do once the append is committed. */
    public Decision<R, E> then(Runnable afterCommit) {
        return new Decision<>(append, reply, afterCommit);
    }

    private static void nothing() {}
}
