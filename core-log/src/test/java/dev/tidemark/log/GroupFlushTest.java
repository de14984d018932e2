package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.MemoryStorage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class GroupFlushTest {

    private final CountingStorage disk = new CountingStorage(new MemoryStorage());
    private final LogHouse house = new LogHouse(disk, LogHouse.small());

    @Test
    void whoever_waits_while_a_force_runs_shares_the_next_one() {
        ArrayDeque<Runnable> flushers = new ArrayDeque<>();
        house.flushers = flushers::add;
        house.open();
        long before = disk.forces();
        List<CompletionStage<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            house.append("v" + i);
            waiting.add(house.log.flush());
        }
        while (!flushers.isEmpty()) {
            flushers.poll().run();
        }

        assertThat(disk.forces() - before).isLessThanOrEqualTo(2);
        for (int i = 0; i < 64; i++) {
            assertThat(waiting.get(i).toCompletableFuture().join()).as("flush %s covers its append", i)
                    .isGreaterThan(i);
        }
        assertThat(house.log.flushedOffset()).isEqualTo(64);
    }

    @Test
    void an_append_made_while_a_force_runs_waits_for_the_next_one() {
        ArrayDeque<Runnable> flushers = new ArrayDeque<>();
        AtomicLong end = new AtomicLong(1);
        AtomicInteger runs = new AtomicInteger();
        List<CompletionStage<Long>> late = new ArrayList<>();
        AtomicReference<GroupFlush> self = new AtomicReference<>();
        GroupFlush flush = new GroupFlush(flushers::add, () -> {
            long covered = end.get();
            if (runs.incrementAndGet() == 1) {
                for (int i = 2; i <= 4; i++) {
                    end.set(i);
                    late.add(self.get().flush());
                }
            }
            return covered;
        });
        self.set(flush);
        CompletionStage<Long> first = flush.flush();
        flushers.poll().run();
        assertThat(first.toCompletableFuture().join()).isEqualTo(1);
        assertThat(late).noneMatch(each -> each.toCompletableFuture().isDone());

        flushers.poll().run();
        assertThat(late).allMatch(each -> each.toCompletableFuture().join() == 4);
        assertThat(runs).hasValue(2);
        assertThat(flushers).isEmpty();
    }

    @Test
    void sixty_four_concurrent_appends_cost_at_most_eight_forces() throws Exception {
        ExecutorService owner = Executors.newSingleThreadExecutor();
        ExecutorService flusher = Executors.newFixedThreadPool(2);
        CountDownLatch allSent = new CountDownLatch(1);
        // The disk is slow: its first force ends when everybody has asked.
        house.flushers = task -> flusher.execute(() -> {
            await(allSent);
            task.run();
        });
        try {
            owner.submit(house::open).get(10, TimeUnit.SECONDS);
            long before = disk.forces();
            List<CompletableFuture<Long>> acknowledged = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                String value = "v" + i;
                CompletableFuture<Long> answer = new CompletableFuture<>();
                acknowledged.add(answer);
                owner.execute(() -> {
                    long offset = house.append(value).lastOffset();
                    house.log.flush().thenAccept(flushed -> answer.complete(flushed - offset));
                });
            }
            owner.submit(allSent::countDown).get(10, TimeUnit.SECONDS);
            for (CompletableFuture<Long> answer : acknowledged) {
                assertThat(answer.get(10, TimeUnit.SECONDS)).as("flushed beyond the record").isPositive();
            }
            assertThat(disk.forces() - before).isBetween(1L, 8L);
        } finally {
            owner.shutdown();
            flusher.shutdown();
        }
    }

    @Test
    void nothing_new_costs_no_force() {
        house.open();
        house.append("a");
        house.flush();
        long before = disk.forces();

        assertThat(house.flush()).isEqualTo(1);
        assertThat(disk.forces()).isEqualTo(before);
    }

    @Test
    void a_flush_covers_segments_rolled_since_the_last_one() {
        house.open();
        long before = disk.forces();
        for (int segment = 0; segment < 3; segment++) {
            house.append("v" + segment);
            house.log.roll();
        }
        house.append("last");

        assertThat(house.flush()).isEqualTo(4);
        assertThat(disk.forces() - before).isEqualTo(4);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
