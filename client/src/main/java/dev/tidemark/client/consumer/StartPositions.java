package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.OffsetQuestions;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds where to start reading partitions without a position: at the committed offset, else where {@code auto.offset.reset} says; confined to the
 * cluster's loop.
 */
final class StartPositions {

    private static final long COMMITTED = Long.MIN_VALUE;

    private final Cluster cluster;
    private final ConsumerSettings settings;
    private final Fetcher fetcher;
    private final @Nullable OffsetReads committed;
    private final Consumer<TidemarkException> onFailure;
    /** The search under way for each partition, by its number: an answer to an older question sets nothing. */
    private final Map<TopicPartition, Long> searches = new HashMap<>();
    private long searchesBegun;
    /** What a search that failed was for: the timestamp whose offset was asked, or {@link #COMMITTED}. */
    private final Map<TopicPartition, Long> missed = new HashMap<>();

    StartPositions(Cluster cluster, ConsumerSettings settings, Fetcher fetcher, @Nullable OffsetReads committed,
            Consumer<TidemarkException> onFailure) {
        this.cluster = cluster;
        this.settings = settings;
        this.fetcher = fetcher;
        this.committed = committed;
        this.onFailure = onFailure;
    }

    /** Gives each of these that has no position one, as soon as it is known. */
    void find(Set<TopicPartition> partitions) {
        Set<TopicPartition> open = new HashSet<>();
        for (TopicPartition partition : partitions) {
            if (fetcher.position(partition) < 0 && !searches.containsKey(partition)) {
                open.add(partition);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        if (committed == null) {
            reset(open, null);
            return;
        }
        long search = begin(open);
        CompletionStage<Map<TopicPartition, OffsetAndMetadata>> found = committed.of(open, settings.readCommitted(),
                settings.apiTimeoutMs());
        found.whenComplete((offsets, failure) -> {
            Set<TopicPartition> without = end(open, search);
            if (without.isEmpty()) {
                return;
            }
            if (failure != null) {
                failed(without, COMMITTED, failure);
                return;
            }
            offsets.forEach((partition, offset) -> {
                if (without.remove(partition)) {
                    start(partition, offset.offset(), offset.leaderEpoch());
                }
            });
            reset(without, null);
        });
    }

    /** Searches anew where a search failed, which the user has been told by now. */
    void again() {
        if (missed.isEmpty()) {
            return;
        }
        Map<Long, Set<TopicPartition>> byWanted = new HashMap<>();
        missed.forEach(
                (partition, wanted) -> byWanted.computeIfAbsent(wanted, fresh -> new HashSet<>()).add(partition));
        missed.clear();
        byWanted.forEach((wanted, partitions) -> {
            if (wanted == COMMITTED) {
                find(partitions);
            } else {
                resetTo(partitions, wanted);
            }
        });
    }

    /** Forgets all but these: what is found for the others belongs to an assignment that is over. */
    void retain(Set<TopicPartition> partitions) {
        missed.keySet().retainAll(partitions);
        searches.keySet().retainAll(partitions);
    }

    /** Starts these anew as {@code auto.offset.reset} says, whatever is committed. */
    void reset(Set<TopicPartition> partitions, @Nullable String why) {
        if (partitions.isEmpty()) {
            return;
        }
        switch (settings.reset()) {
            case EARLIEST -> resetTo(partitions, BatchConsumer.EARLIEST);
            case LATEST -> resetTo(partitions, BatchConsumer.LATEST);
            case NONE -> onFailure.accept(new TidemarkException(FailureCode.REQUEST_FAILED,
                    "Partitions have no position to start from", partitions.toString(),
                    (why == null ? "nothing is committed for them" : why) + ", and auto.offset.reset=none",
                    "seek to a position, or set auto.offset.reset to earliest or latest"));
        }
    }

    /** Starts these at one of the two ends, or at a time, instead of where a search under way would have led. */
    void resetTo(Set<TopicPartition> partitions, long timestampMs) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, timestampMs));
        long search = begin(partitions);
        CompletionStage<Map<TopicPartition, OffsetQuestions.Answer>> ends = OffsetQuestions.ask(cluster, asked,
                settings.readCommitted(), settings.apiTimeoutMs());
        ends.whenComplete((answers, failure) -> {
            Set<TopicPartition> still = end(partitions, search);
            if (still.isEmpty()) {
                return;
            }
            if (failure != null) {
                failed(still, timestampMs, failure);
            } else {
                still.forEach(partition -> {
                    OffsetQuestions.Answer answer = answers.get(partition);
                    if (answer != null) {
                        start(partition, answer.offset(), answer.leaderEpoch());
                    }
                });
            }
        });
    }

    private long begin(Set<TopicPartition> partitions) {
        missed.keySet().removeAll(partitions);
        long search = ++searchesBegun;
        partitions.forEach(partition -> searches.put(partition, search));
        return search;
    }

    /** Those of them that no newer search has taken over and nobody forgot. */
    private Set<TopicPartition> end(Set<TopicPartition> partitions, long search) {
        Set<TopicPartition> still = new HashSet<>();
        partitions.forEach(partition -> {
            if (searches.remove(partition, search)) {
                still.add(partition);
            }
        });
        return still;
    }

    /** A position that the user chose in the meantime stands. */
    private void start(TopicPartition partition, long offset, int leaderEpoch) {
        if (fetcher.position(partition) < 0) {
            fetcher.seek(partition, offset, leaderEpoch);
        }
    }

    private void failed(Set<TopicPartition> partitions, long wanted, Throwable failure) {
        partitions.forEach(partition -> missed.put(partition, wanted));
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        if (cause instanceof TidemarkException explained) {
            onFailure.accept(explained);
        } else {
            cluster.loop().execute(() -> {
                throw new IllegalStateException("looking for start positions", cause);
            });
        }
    }
}
