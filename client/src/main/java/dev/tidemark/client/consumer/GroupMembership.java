package dev.tidemark.client.consumer;

import java.util.concurrent.CompletionStage;

/**
 * One member of one classic group: finds the coordinator, joins, syncs, sends heartbeats, leaves. Confined to its loop. What is
 * assigned, and how, is the {@link GroupProtocol}'s business.
 */
public interface GroupMembership {

    /** Joins, and rejoins whenever the coordinator asks, until {@link #leave} or {@link #close}. */
    void start();

    /** Starts another round: the subscription changed, or a cooperative member gave partitions up. */
    void requestRejoin();

    /** The user is alive. Without it for {@code max.poll.interval.ms} the member leaves and rejoins with the next one. */
    void progressed();

    /** Who this member is now; {@link GroupMetadata#none} between generations. */
    GroupMetadata metadata();

    /** True from {@code beforeJoin} to {@code joined}. */
    boolean rebalancing();

    /** Leaves the group; static members only stop, so that they come back to their assignment. */
    CompletionStage<Void> leave();

    /** Stops at once without telling the coordinator. */
    void close();
}
