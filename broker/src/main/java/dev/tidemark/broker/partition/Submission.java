package dev.tidemark.broker.partition;

import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes the appends of one request to the owners of their partitions, one message per owner, and gathers the outcomes.
 * Confined to the asker's loop, where its stage completes.
 */
public final class Submission {

    /** For those who wait for as long as it takes. */
    public static final int NO_TIMEOUT = -1;

    private final EventLoop asker;
    private final int timeoutMs;
    private final List<OwnerShare> shares = new ArrayList<>(2);
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int sharesLeft;

    /** @param timeoutMs after how long an append that is not committed is answered with REQUEST_TIMED_OUT, or {@link #NO_TIMEOUT} */
    public Submission(EventLoop asker, int timeoutMs) {
        this.asker = asker;
        this.timeoutMs = timeoutMs;
    }

    /** Adds one partition's batches. */
    public void add(PartitionAppend append) {
        PartitionLoop owner = append.partition().loop();
        for (OwnerShare share : shares) {
            if (share.owner() == owner) {
                share.add(append);
                return;
            }
        }
        OwnerShare share = new OwnerShare(owner, timeoutMs, () -> asker.executeOrRun(this::shareDone));
        share.add(append);
        shares.add(share);
    }

    /** Sends all; the stage completes on the asker's loop once each append has its outcome. */
    public CompletionStage<Void> send() {
        sharesLeft = shares.size();
        if (sharesLeft == 0) {
            done.complete(null);
        }
        for (OwnerShare share : shares) {
            share.owner().loop().executeOrRun(share);
        }
        return done;
    }

    private void shareDone() {
        sharesLeft--;
        if (sharesLeft == 0) {
            done.complete(null);
        }
    }
}
