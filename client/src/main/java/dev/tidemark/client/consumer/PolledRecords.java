package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordCursor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was fetched for a consumer and not returned to its user yet, and the positions behind what was; owned by the polling thread.
 */
final class PolledRecords {

    private final ArrayDeque<FetchedRecords> held = new ArrayDeque<>();
    /** Of paused partitions, in order. */
    private final ArrayDeque<FetchedRecords> resting = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> sinceReported = new HashMap<>();

    void add(List<FetchedRecords> fetched) {
        held.addAll(fetched);
    }

    /** What rests of these comes before all else again. */
    void resume(Collection<TopicPartition> partitions) {
        List<FetchedRecords> back = new ArrayList<>();
        resting.removeIf(fetched -> partitions.contains(fetched.partition()) && back.add(fetched));
        back.reversed().forEach(held::addFirst);
    }

    /** Up to {@code most} records of partitions that are not paused; what is walked to its end is released. */
    List<ConsumerRecord> next(int most, Set<TopicPartition> paused) {
        held.removeIf(fetched -> paused.contains(fetched.partition()) && resting.add(fetched));
        List<ConsumerRecord> records = new ArrayList<>();
        while (records.size() < most) {
            FetchedRecords first = held.peek();
            if (first == null) {
                break;
            }
            boolean more;
            try {
                more = first.next();
            } catch (TidemarkException damaged) {
                if (records.isEmpty()) {
                    throw damaged;
                }
                return records; // their positions have moved; the damage is met again by the next poll
            }
            if (more) {
                records.add(record(first));
                moved(first.partition(), first.position(), first.leaderEpoch());
            } else {
                held.remove();
                moved(first.partition(), first.endOffset(), -1);
                first.release();
            }
        }
        return records;
    }

    private static ConsumerRecord record(FetchedRecords fetched) {
        RecordCursor cursor = fetched.cursor();
        return new ConsumerRecord(fetched.partition(), cursor.offset(), fetched.leaderEpoch(), cursor.timestamp(),
                cursor.key(), cursor.value(), cursor.headers());
    }

    private void moved(TopicPartition partition, long offset, int leaderEpoch) {
        OffsetAndMetadata position = new OffsetAndMetadata(offset, leaderEpoch, "");
        positions.put(partition, position);
        sinceReported.put(partition, position);
    }

    /** The position behind what was returned, else before what waits to be; null where nothing was fetched since the last seek. */
    @Nullable
    OffsetAndMetadata position(TopicPartition partition) {
        OffsetAndMetadata behind = positions.get(partition);
        if (behind != null) {
            return behind;
        }
        // what rests was fetched before what is held
        for (ArrayDeque<FetchedRecords> waiting : List.of(resting, held)) {
            for (FetchedRecords fetched : waiting) {
                if (fetched.partition().equals(partition)) {
                    return new OffsetAndMetadata(fetched.position(), -1, "");
                }
            }
        }
        return null;
    }

    Map<TopicPartition, OffsetAndMetadata> positions() {
        return new TreeMap<>(positions);
    }

    /** What moved since this was last asked. */
    Map<TopicPartition, OffsetAndMetadata> report() {
        Map<TopicPartition, OffsetAndMetadata> report = new TreeMap<>(sinceReported);
        sinceReported.clear();
        return report;
    }

    /** Forgets these partitions: given up, or sought away from. */
    void forget(Set<TopicPartition> partitions) {
        drop(held, partitions);
        drop(resting, partitions);
        positions.keySet().removeAll(partitions);
        sinceReported.keySet().removeAll(partitions);
    }

    private static void drop(ArrayDeque<FetchedRecords> from, Set<TopicPartition> partitions) {
        from.removeIf(fetched -> {
            boolean drop = partitions.contains(fetched.partition());
            if (drop) {
                fetched.release();
            }
            return drop;
        });
    }

    void retain(Set<TopicPartition> partitions) {
        Set<TopicPartition> gone = new HashSet<>(positions.keySet());
        held.forEach(fetched -> gone.add(fetched.partition()));
        resting.forEach(fetched -> gone.add(fetched.partition()));
        gone.removeAll(partitions);
        forget(gone);
    }
}
