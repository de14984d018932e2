package dev.tidemark.core.loop;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, in the order in which they were handed in. State confined to a loop needs no lock:
 * others reach it by {@link #execute}. A reply is a future completed on the asker's loop.
 *
 * <p>{@link #execute} and {@link #schedule} may be called from any thread. A task that throws has broken an invariant:
 * the loop reports it to the failure handler it was built with, and its owner stops.
 */
public interface EventLoop extends Executor {

    /** Hands in a task. It runs later, also when called from the loop itself. */
    @Override
    void execute(Runnable task);

    /**
     * Runs the task once {@code delayMs} of monotonic time has passed.
     *
     * @param delayMs milliseconds; zero or less means as soon as possible
     */
    Scheduled schedule(long delayMs, Runnable task);

    /** Whether the caller runs on this loop; then a direct call may replace a message. */
    boolean inLoop();

    /** Runs the task now if the caller is on this loop, otherwise hands it in. */
    default void executeOrRun(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /**
     * Asks what only this loop may be asked; from any thread, and from the loop itself by a direct call. The stage completes
     * where the answer's does.
     *
     * @param question what it throws fails the stage and the loop: it is a bug
     */
    default <R> CompletionStage<R> ask(Supplier<? extends CompletionStage<R>> question) {
        CompletableFuture<R> result = new CompletableFuture<>();
        executeOrRun(() -> {
            try {
                question.get().whenComplete((answer, failure) -> complete(result, answer, failure));
            } catch (RuntimeException | Error bug) {
                result.completeExceptionally(bug);
                throw bug;
            }
        });
        return result;
    }

    /** The same answer, heard on this loop. */
    default <R> CompletionStage<R> hear(CompletionStage<R> elsewhere) {
        CompletableFuture<R> here = new CompletableFuture<>();
        elsewhere.whenComplete((answer, failure) -> executeOrRun(() -> complete(here, answer, failure)));
        return here;
    }

    private static <R> void complete(CompletableFuture<R> stage, R answer, @Nullable Throwable failure) {
        if (failure != null) {
            stage.completeExceptionally(failure);
        } else {
            stage.complete(answer);
        }
    }

    /** A task waiting for its time. */
    interface Scheduled {

        /** Forgets the task; does nothing if it already ran. Call it on the loop. */
        void cancel();
    }
}
