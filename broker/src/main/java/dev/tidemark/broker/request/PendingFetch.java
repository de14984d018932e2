package dev.tidemark.broker.request;

import dev.tidemark.broker.partition.DataWait;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.core.loop.EventLoop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A fetch that waits for enough records or for its deadline. Confined to the connection's loop.
 *
 * <p>It looks once, and answers if that was enough. If not, it gives back what it read, registers with the partitions and
 * looks again whenever one of them has more for readers.
 */
final class PendingFetch {

    /**
     * What ends the wait, and what limits a look.
     *
     * @param bytesMin answer once so many record bytes are there
     * @param bytesMax of all partitions together
     * @param waitMs answer after this long with what there is
     */
    record Limits(int bytesMin, int bytesMax, int waitMs) {}

    private final Partitions partitions;
    private final EventLoop loop;
    private final List<FetchedPartition> wanted;
    private final boolean byTopicId;
    private final boolean readCommitted;
    private final Limits limits;
    private final CompletableFuture<FetchRound> result = new CompletableFuture<>();
    private final DataWait wait;
    private EventLoop.@Nullable Scheduled deadline;

    PendingFetch(Partitions partitions, EventLoop loop, List<FetchedPartition> wanted, boolean byTopicId,
            boolean readCommitted, Limits limits) {
        this.partitions = partitions;
        this.loop = loop;
        this.wanted = wanted;
        this.byTopicId = byTopicId;
        this.readCommitted = readCommitted;
        this.limits = limits;
        this.wait = new DataWait(loop, this::lookAgain);
    }

    /** Starts; the stage completes on the connection's loop with the round to answer from. */
    CompletionStage<FetchRound> start() {
        FetchRound round = look();
        if (limits.waitMs <= 0 || wanted.isEmpty() || enough(round)) {
            result.complete(round);
            return result;
        }
        round.waitForMore(wait);
        round.release();
        deadline = loop.schedule(limits.waitMs, () -> finish(look()));
        wait.park();
        return result;
    }

    private FetchRound look() {
        FetchRound round = new FetchRound(partitions, byTopicId, readCommitted, wanted.size());
        round.read(wanted, limits.bytesMax);
        return round;
    }

    private boolean enough(FetchRound round) {
        return round.anyFailed() || round.bytes() >= limits.bytesMin;
    }

    private void lookAgain() {
        if (result.isDone()) {
            return;
        }
        wait.looking();
        FetchRound round = look();
        if (enough(round)) {
            finish(round);
        } else {
            round.release();
        }
    }

    private void finish(FetchRound round) {
        if (deadline != null) {
            deadline.cancel();
        }
        wait.cancel();
        result.complete(round);
    }
}
