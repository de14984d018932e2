package dev.tidemark.broker.partition;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of one request that concerns the partitions of one owner: one message there, one message back. Waiting for the
 * flush is this object with a deadline. Filled by the asker, then confined to the owner's loop.
 */
final class OwnerShare implements Runnable {

    private final PartitionLoop owner;
    private final List<PartitionAppend> appends = new ArrayList<>(4);
    private final int timeoutMs;
    private final Runnable onDone;
    private int unfinished;
    private boolean started;
    private EventLoop.@Nullable Scheduled deadline;

    /** @param onDone runs on the owner's loop once all its appends have an outcome */
    OwnerShare(PartitionLoop owner, int timeoutMs, Runnable onDone) {
        this.owner = owner;
        this.timeoutMs = timeoutMs;
        this.onDone = onDone;
    }

    PartitionLoop owner() {
        return owner;
    }

    void add(PartitionAppend append) {
        append.sharedBy(this);
        appends.add(append);
        unfinished++;
    }

    /** The message to the owner. */
    @Override
    public void run() {
        owner.append(appends);
        started = true;
        if (unfinished == 0) {
            onDone.run();
        } else if (timeoutMs != Submission.NO_TIMEOUT) {
            deadline = owner.loop().schedule(timeoutMs, this::timeOut);
        }
    }

    void appendDone() {
        unfinished--;
        if (unfinished == 0 && started) {
            if (deadline != null) {
                deadline.cancel();
            }
            onDone.run();
        }
    }

    private void timeOut() {
        for (PartitionAppend append : appends) {
            append.finish(ProduceOutcome.refused(ErrorCode.REQUEST_TIMED_OUT,
                    "the write was not committed within " + timeoutMs + " ms; it may still be"));
        }
    }
}
