package dev.tidemark.broker.request;

import dev.tidemark.core.loop.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Takes a call from a connection's loop to the control loop; from the control loop itself it is a direct call. */
final class ControlLoopCall {

    private ControlLoopCall() {}

    /** The stage completes on the control loop. What {@code work} throws fails the stage and the loop: it is a bug. */
    static <R> CompletionStage<R> call(EventLoop controlLoop, Supplier<CompletionStage<R>> work) {
        CompletableFuture<R> result = new CompletableFuture<>();
        controlLoop.executeOrRun(() -> {
            try {
                work.get().whenComplete((reply, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else {
                        result.complete(reply);
                    }
                });
            } catch (RuntimeException | Error bug) {
                result.completeExceptionally(bug);
                throw bug;
            }
        });
        return result;
    }
}
