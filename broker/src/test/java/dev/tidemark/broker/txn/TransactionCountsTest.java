package dev.tidemark.broker.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.txn.TransactionWorld.Producer;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The counts of transactional ids that are kept agree with those that a walk over all ids finds. */
class TransactionCountsTest {

    private static final ListedTransactions ALL = new ListedTransactions(Set.of(), Set.of(), -1,
            TransactionalIdPattern.of(null));

    private final TransactionWorld world = new TransactionWorld();

    private TransactionCounts walked() {
        Map<String, Long> byState = new TreeMap<>();
        long oldestMs = Long.MAX_VALUE;
        for (Transaction transaction : world.await(world.transactions.list(ALL)).transactions()) {
            byState.merge(transaction.state().wireName(), 1L, Long::sum);
            if (!transaction.state().openPartitions().isEmpty()) {
                oldestMs = Math.min(oldestMs, transaction.state().beganMs());
            }
        }
        return new TransactionCounts(true, byState, oldestMs);
    }

    @Test
    void after_whatever_happened() {
        long base = Long.getLong("seed", 20261128L);
        for (long seed = base; seed < base + 20; seed++) {
            new TransactionCountsTest().run(seed);
        }
    }

    private void run(long seed) {
        world.ready();
        SplittableRandom random = new SplittableRandom(seed);
        List<Producer> producers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            producers.add(world.producer("x" + i, random.nextBoolean()));
        }
        int open = 0;
        for (int step = 0; step < 300; step++) {
            Producer producer = producers.get(random.nextInt(producers.size()));
            switch (random.nextInt(10)) {
                case 0 -> producer.init();
                case 1 -> world.logs.failNext(1);
                case 2 -> world.crashAndReload();
                case 3 -> world.loop.advanceMs(random.nextInt(TransactionWorld.TIMEOUT_MS));
                case 4, 5, 6 -> producer.add(random.nextInt(3));
                default -> producer.end(random.nextBoolean());
            }
            TransactionCounts kept = world.await(world.transactions.count());
            assertThat(kept).as("seed %d, step %d", seed, step).isEqualTo(walked());
            open += kept.oldestBeganMs() < Long.MAX_VALUE ? 1 : 0;
        }
        assertThat(open).as("seed %d: steps with open transactions", seed).isGreaterThan(30);
    }

    @Test
    void ids_that_are_forgotten_are_counted_no_more() {
        world.ready();
        Producer used = world.producer("used", true);
        world.producer("idle", true);
        world.loop.advanceMs(6 * 24 * 3_600_000L);
        used.add(0);
        assertThat(used.commit()).isEqualTo(ErrorCode.NONE);
        world.loop.advanceMs(26 * 3_600_000L);
        assertThat(world.await(world.transactions.count()).byState()).isEqualTo(Map.of("CompleteCommit", 1L));
    }
}
