package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.storage.MemoryStorage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Readers of committed data on other threads, from the first moment of each start of a log that is killed again and again: whatever they are shown
 * belongs to a transaction that was committed.
 */
class CommittedReadersRaceTest {

    private static final int LIVES = 60;
    private static final int TRANSACTIONS = 12;
    private static final int PRODUCERS = 3;
    private static final int READERS = 2;

    private final Set<String> committed = ConcurrentHashMap.newKeySet();
    private final Set<String> shown = ConcurrentHashMap.newKeySet();
    private final int[] sequences = new int[PRODUCERS];
    private final List<Set<String>> open = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(11);
    private int values;

    @Test
    void nothing_of_an_aborted_transaction_is_shown_by_a_log_that_was_just_opened() throws Exception {
        LogHouse house = new LogHouse(new MemoryStorage(), LogHouse.small());
        for (int i = 0; i < PRODUCERS; i++) {
            open.add(new HashSet<>());
        }
        for (int life = 0; life < LIVES; life++) {
            house.open();
            AtomicBoolean over = new AtomicBoolean();
            List<FutureTask<Void>> reading = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                reading.add(new FutureTask<>(new Reader(house.log, over, random.split())));
                Thread.ofPlatform().daemon().start(reading.getLast());
            }
            write(house);
            over.set(true);
            for (FutureTask<Void> each : reading) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(committed).as("life %s", life).containsAll(shown);
            ((MemoryStorage) house.storage).killProcess();
        }
        assertThat(shown).hasSizeGreaterThan(LIVES);
    }

    /** Decides what the life before left open, then more; something is open in the end. */
    private void write(LogHouse house) {
        house.commit();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            if (!open.get(producer).isEmpty()) {
                end(house, producer, random.nextInt(4) == 0);
            }
        }
        for (int i = 0; i < TRANSACTIONS; i++) {
            int producer = random.nextInt(PRODUCERS);
            for (int batch = 1 + random.nextInt(3); batch > 0; batch--) {
                String value = "v" + values++;
                assertThat(house.appendTransactional(producer, 0, sequences[producer]++, value))
                        .isInstanceOf(AppendResult.Appended.class);
                open.get(producer).add(value);
            }
            house.commit();
            if (random.nextInt(4) > 0) {
                end(house, producer, random.nextBoolean());
            }
        }
    }

    private void end(LogHouse house, int producer, boolean commit) {
        if (commit) {
            committed.addAll(open.get(producer)); // before anybody can see it
        }
        open.get(producer).clear();
        assertThat(house.end(producer, 0, commit)).isInstanceOf(AppendResult.Appended.class);
        house.commit();
    }

    /** Reads as a fetch and a stock consumer do together: up to the last stable offset, without what the list of the aborted names. */
    private final class Reader implements Callable<Void> {

        private final PartitionLog log;
        private final AtomicBoolean over;
        private final SplittableRandom random;

        private Reader(PartitionLog log, AtomicBoolean over, SplittableRandom random) {
            this.log = log;
            this.over = over;
            this.random = random;
        }

        @Override
        public Void call() {
            long offset = random.nextLong(log.view().logEndOffset() + 1);
            boolean more = true;
            while (more) {
                more = !over.get();
                LogView view = log.view();
                if (offset < view.lastStableOffset()) {
                    LogSlice slice = view.read(offset, 100 + random.nextInt(2_000), view.lastStableOffset(), true);
                    show(slice, offset, view.abortedTransactions(offset, slice.nextOffset()));
                    offset = slice.nextOffset();
                    slice.release();
                } else if (random.nextInt(8) == 0) {
                    offset = random.nextLong(view.logEndOffset() + 1);
                }
            }
            return null;
        }

        private void show(LogSlice slice, long from, List<AbortedTransaction> list) {
            ArrayDeque<AbortedTransaction> aborted = new ArrayDeque<>(list.stream()
                    .sorted((a, b) -> Long.compare(a.firstOffset(), b.firstOffset()))
                    .toList());
            Set<Long> hidden = new HashSet<>();
            RecordBatches walk = new RecordBatches().reset(slice.buffer());
            RecordCursor cursor = new RecordCursor();
            while (walk.next()) {
                RecordBatch batch = walk.batch();
                while (!aborted.isEmpty() && aborted.getFirst().firstOffset() <= batch.lastOffset()) {
                    hidden.add(aborted.removeFirst().producerId());
                }
                if (batch.control()) {
                    hidden.remove(batch.producerId());
                } else if (!hidden.contains(batch.producerId())) {
                    cursor.reset(batch);
                    while (cursor.next()) {
                        if (cursor.offset() >= from) {
                            shown.add(new String(cursor.value(), StandardCharsets.UTF_8));
                        }
                    }
                }
            }
        }
    }
}
