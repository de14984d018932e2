package dev.tidemark.client.net;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.message.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call with its deadline and the one who waits, from being made to its only reply. Confined to its link's loop. */
final class PendingCall<R extends Response> {

    final Call<R> call;
    private final Consumer<Reply<R>> waiter;
    private EventLoop.@Nullable Scheduled timer;
    private boolean replied;
    /** The version it was sent in; -1 while it waits for a connection. */
    short version = -1;

    PendingCall(Call<R> call, Consumer<Reply<R>> waiter) {
        this.call = call;
        this.waiter = waiter;
    }

    void arm(EventLoop loop, long timeoutMs, Runnable onTimeout) {
        timer = loop.schedule(timeoutMs, onTimeout);
    }

    boolean sent() {
        return version >= 0;
    }

    void answer(Response response) {
        reply(new Reply.Answer<>(call.responseType().cast(response), version));
    }

    void lost(Reply.Reason reason, String detail) {
        reply(new Reply.Lost<>(reason, detail));
    }

    /** Whoever comes second (an answer after a time-out) finds nobody waiting. */
    private void reply(Reply<R> reply) {
        if (replied) {
            return;
        }
        replied = true;
        if (timer != null) {
            timer.cancel();
        }
        waiter.accept(reply);
    }
}
