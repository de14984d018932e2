package dev.tidemark.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.message.FetchResponse.AbortedTransaction;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class FetchedRecordsTest {

    private static final TopicPartition T = new TopicPartition("t", 0);

    /** A log as a person would write it down: one line per batch. */
    private static final class History {
        final List<byte[]> batches = new ArrayList<>();
        final List<long[]> ranges = new ArrayList<>();
        /** Per data record: its offset, producer (-1 outside transactions), and which transaction of the producer. */
        final List<long[]> records = new ArrayList<>();
        final Map<Long, Long> openSince = new HashMap<>();
        final Map<Long, Integer> number = new HashMap<>();
        final List<String> aborted = new ArrayList<>();
        final List<AbortedTransaction> listed = new ArrayList<>();
        long next;

        void data(long producerId, int count, CompressionType compression) {
            RecordBatchBuilder builder = new RecordBatchBuilder(10_000, compression);
            for (int i = 0; i < count; i++) {
                builder.append(1, null, ByteBuffer.wrap(("v" + (next + i)).getBytes()), Headers.none());
                records.add(new long[]{next + i, producerId, number.getOrDefault(producerId, 0)});
            }
            if (producerId >= 0) {
                openSince.putIfAbsent(producerId, next);
            }
            BatchStamp stamp = producerId < 0 ? BatchStamp.plain()
                    : BatchStamp.transactional(producerId, (short) 0, 0);
            add(builder.finish(stamp.at(next, 3)), count);
        }

        void end(long producerId, boolean commit) {
            Long since = openSince.remove(producerId);
            if (!commit && since != null) {
                aborted.add(producerId + "/" + number.getOrDefault(producerId, 0));
                listed.add(new AbortedTransaction(producerId, since));
            }
            number.merge(producerId, 1, Integer::sum);
            add(EndTransactionMarkers.batch(producerId, commit, next), 1);
        }

        private void add(ByteBuffer batch, int count) {
            byte[] bytes = new byte[batch.remaining()];
            batch.get(bytes);
            batches.add(bytes);
            ranges.add(new long[]{next, next + count});
            next += count;
        }

        RecordBytes bytesFrom(int batch) {
            int size = 0;
            for (int i = batch; i < batches.size(); i++) {
                size += batches.get(i).length;
            }
            ByteBuffer all = ByteBuffer.allocate(size);
            for (int i = batch; i < batches.size(); i++) {
                all.put(batches.get(i));
            }
            return RecordBytes.of(all.flip());
        }
    }

    /** Builds marker batches with the record package's own codec. */
    private static final class EndTransactionMarkers {
        static ByteBuffer batch(long producerId, boolean commit, long offset) {
            EndTransactionMarker marker = new EndTransactionMarker(commit, 0);
            RecordBatchBuilder builder = new RecordBatchBuilder(200);
            builder.append(1, marker.key(), marker.value(), Headers.none());
            return builder.finish(new BatchStamp(producerId, (short) 0, -1, true, true, 3, offset));
        }
    }

    private static List<Long> walk(RecordBytes bytes, List<AbortedTransaction> aborted, long from) {
        FetchedRecords fetched = new FetchedRecords(T, bytes, new AbortedTransactions(aborted), from,
                FetchedRecords.endOf(bytes, from), true, new RecordCursor());
        List<Long> offsets = new ArrayList<>();
        while (fetched.next()) {
            assertThat(new String(fetched.cursor().value())).isEqualTo("v" + fetched.cursor().offset());
            offsets.add(fetched.cursor().offset());
            assertThat(fetched.position()).isEqualTo(fetched.cursor().offset() + 1);
        }
        assertThat(fetched.position()).isEqualTo(fetched.endOffset());
        return offsets;
    }

    @Test
    void committed_records_alone_are_seen_whatever_the_history() {
        CompressionType[] types = {CompressionType.NONE, CompressionType.GZIP};
        for (long seed = 1; seed <= 200; seed++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            History history = new History();
            for (int i = 0; i < 40; i++) {
                long producer = random.nextInt(3);
                switch (random.nextInt(4)) {
                    case 0 -> history.data(-1, 1 + random.nextInt(3), types[random.nextInt(2)]);
                    case 1 -> history.end(producer, random.nextBoolean());
                    default -> history.data(producer, 1 + random.nextInt(3), types[random.nextInt(2)]);
                }
            }
            for (long producer = 0; producer < 3; producer++) {
                history.end(producer, random.nextBoolean());
            }
            int fromBatch = random.nextInt(history.batches.size());
            long[] range = history.ranges.get(fromBatch);
            long from = range[0] + random.nextInt((int) (range[1] - range[0]));

            List<Long> wanted = history.records.stream()
                    .filter(record -> record[0] >= from)
                    .filter(record -> record[1] < 0 || !history.aborted.contains(record[1] + "/" + record[2]))
                    .map(record -> record[0])
                    .toList();
            // as a broker lists them: whose abort lies at or behind the fetch position
            List<AbortedTransaction> listed = history.listed;
            assertThat(walk(history.bytesFrom(fromBatch), relevant(history, listed, from), from)).as("seed %d", seed)
                    .isEqualTo(wanted);
        }
    }

    /** Those whose abort marker was not passed yet. */
    private static List<AbortedTransaction> relevant(History history, List<AbortedTransaction> all, long from) {
        Map<AbortedTransaction, Long> endedAt = new HashMap<>();
        Map<Long, Long> since = new HashMap<>();
        for (int i = 0; i < history.batches.size(); i++) {
            var batch = new dev.tidemark.record.RecordBatch().wrap(ByteBuffer.wrap(history.batches.get(i)), 0);
            if (batch.transactional() && !batch.control()) {
                since.putIfAbsent(batch.producerId(), batch.baseOffset());
            } else if (batch.control()) {
                Long first = since.remove(batch.producerId());
                if (first != null) {
                    endedAt.put(new AbortedTransaction(batch.producerId(), first), batch.lastOffset());
                }
            }
        }
        return all.stream().filter(transaction -> endedAt.get(transaction) >= from).toList();
    }

    @Test
    void a_damaged_batch_names_partition_and_offset() {
        History history = new History();
        history.data(-1, 2, CompressionType.NONE);
        history.data(-1, 2, CompressionType.NONE);
        history.batches.get(1)[70] ^= 1;
        RecordBytes bytes = history.bytesFrom(0);
        FetchedRecords fetched = new FetchedRecords(T, bytes, new AbortedTransactions(List.of()), 0, 4, true,
                new RecordCursor());
        assertThat(fetched.next()).isTrue();
        assertThat(fetched.next()).isTrue();
        assertThatThrownBy(fetched::next).hasMessageContaining("t-0@2");
        // asking again does not lead past it
        assertThatThrownBy(fetched::next).hasMessageContaining("t-0@2");
        assertThat(fetched.position()).isEqualTo(2);
    }

    @Test
    void what_came_before_a_damaged_batch_is_returned_and_nothing_behind_it() {
        History history = new History();
        for (int i = 0; i < 3; i++) {
            history.data(-1, 2, CompressionType.NONE);
        }
        history.batches.get(1)[70] ^= 1;
        PolledRecords polled = new PolledRecords();
        polled.add(List.of(new FetchedRecords(T, history.bytesFrom(0), new AbortedTransactions(List.of()), 0, 6, true,
                new RecordCursor())));
        assertThat(polled.next(500, Set.of())).extracting(ConsumerRecord::offset).containsExactly(0L, 1L);
        for (int poll = 0; poll < 3; poll++) {
            assertThatThrownBy(() -> polled.next(500, Set.of())).hasMessageContaining("t-0@2");
        }
        assertThat(polled.position(T)).isEqualTo(new OffsetAndMetadata(2, 3, ""));
    }

    @Test
    void a_batch_cut_off_at_the_end_is_left_for_the_next_fetch() {
        History history = new History();
        history.data(-1, 2, CompressionType.NONE);
        history.data(-1, 2, CompressionType.NONE);
        ByteBuffer whole = history.bytesFrom(0).buffer();
        whole.limit(whole.limit() - 5);
        RecordBytes cut = RecordBytes.of(whole.slice());
        assertThat(FetchedRecords.endOf(cut, 0)).isEqualTo(2);
        assertThat(walk(cut, List.of(), 0)).containsExactly(0L, 1L);
    }
}
