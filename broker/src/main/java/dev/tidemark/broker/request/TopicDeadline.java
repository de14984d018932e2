package dev.tidemark.broker.request;

import dev.tidemark.core.loop.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * How long a topic request waits for its outcome ({@code timeoutMs}). The work itself goes on when the time is over, so what timed out may well
 * be done a little later; whoever asked finds out by looking.
 */
final class TopicDeadline {

    /** What an answer says that came before its outcome. */
    static final String MESSAGE = "not done within timeoutMs; it goes on";

    private TopicDeadline() {}

    /** The work's outcome, or {@code late} if the time is over first. Called on the connection's loop, completes there. */
    static <R> CompletionStage<R> within(EventLoop loop, int timeoutMs, CompletionStage<R> work, Supplier<R> late) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        EventLoop.Scheduled timer = loop.schedule(timeoutMs, () -> answer.complete(late.get()));
        work.whenComplete((outcome, failure) -> loop.executeOrRun(() -> {
            timer.cancel();
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(outcome);
            }
        }));
        return answer;
    }
}
