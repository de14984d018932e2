package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What whoever polls a consumer holds between two polls, and what the core's events do to it; owned by the poller.
 */
final class PollerSide {

    private final PolledRecords polled = new PolledRecords();
    private final Set<TopicPartition> paused = new HashSet<>();
    private RebalanceListener listener = RebalanceListener.NONE;
    private Set<TopicPartition> assignment = new TreeSet<>();
    private @Nullable GroupMetadata member;

    /** What was fetched and not returned to the user yet. */
    PolledRecords polled() {
        return polled;
    }

    /** The partitions as the user knows them: what the core does runs ahead of it. */
    Set<TopicPartition> assignment() {
        return Set.copyOf(assignment);
    }

    /**
     * Whom the group gave what is read here; null before it gave anything. The core may be a member of a later generation already, to which others read
     * these partitions: who commits in its name would not be fenced.
     */
    @Nullable
    GroupMetadata member() {
        return member;
    }

    void listener(RebalanceListener newListener) {
        listener = newListener;
    }

    /** The user assigns; what is kept keeps its records. */
    List<TopicPartition> assign(Collection<TopicPartition> partitions) {
        assignment = new TreeSet<>(partitions);
        polled.retain(assignment);
        paused.retainAll(assignment);
        return List.copyOf(assignment);
    }

    void unassign() {
        polled.retain(Set.of());
        paused.clear();
        assignment = new TreeSet<>();
    }

    void pause(Collection<TopicPartition> partitions) {
        paused.addAll(partitions);
    }

    void resume(Collection<TopicPartition> partitions) {
        paused.removeAll(partitions);
        polled.resume(partitions);
    }

    /** The records to be returned next; empty if the core has to be asked. */
    List<ConsumerRecord> next(int most) {
        return polled.next(most, paused);
    }

    void requireAssigned(TopicPartition partition) {
        if (!assignment.contains(partition)) {
            throw new TidemarkException(FailureCode.REQUEST_FAILED, "A partition is not this consumer's",
                    partition.toString(), "assigned are " + assignment, "assign it, or poll until the group gives it");
        }
    }

    /** Does what an event asks for; false if there was none. */
    boolean handled(ConsumerEvent event) {
        switch (event) {
            case ConsumerEvent.Records(List<FetchedRecords> fetched) -> polled.add(fetched);
            case ConsumerEvent.Nothing nothing -> {
                return false;
            }
            case ConsumerEvent.Revoked(Set<TopicPartition> partitions, Runnable done) -> {
                try {
                    listener.revoked(partitions);
                } finally {
                    givenUp(partitions);
                    done.run();
                }
            }
            case ConsumerEvent.Assigned(Set<TopicPartition> partitions, GroupMetadata to, Runnable done) -> {
                member = to;
                assignment.addAll(partitions);
                listener.assigned(partitions);
                done.run();
            }
            case ConsumerEvent.Lost(Set<TopicPartition> partitions) -> {
                givenUp(partitions);
                if (!partitions.isEmpty()) {
                    listener.lost(partitions);
                }
            }
            case ConsumerEvent.Failure(TidemarkException why) -> throw why;
        }
        return true;
    }

    private void givenUp(Set<TopicPartition> partitions) {
        polled.forget(partitions);
        assignment.removeAll(partitions);
        paused.removeAll(partitions);
    }
}
