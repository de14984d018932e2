package dev.tidemark.client.net;

import dev.tidemark.core.loop.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Calls from one loop to state that another loop owns: the call runs there, its answer comes back here. */
public final class LoopCalls {

    private LoopCalls() {}

    /**
     * Runs {@code call} on the owner's loop and completes the returned stage on the asker's.
     *
     * @param owner the loop that the called object is confined to
     * @param asker the loop on which the answer is wanted
     */
    public static <T> CompletionStage<T> ask(EventLoop owner, EventLoop asker, Supplier<CompletionStage<T>> call) {
        if (owner == asker && owner.inLoop()) {
            return call.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        owner.executeOrRun(() -> call.get().whenComplete((value, failure) -> asker.executeOrRun(() -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(value);
            }
        })));
        return answer;
    }
}
