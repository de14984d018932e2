package dev.tidemark.client.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoryBudgetTest {

    private final MemoryBudget memory = new MemoryBudget(100);
    private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

    private Thread waiting(int bytes) {
        Thread sender = Thread.ofPlatform().start(() -> outcome.complete(memory.acquire(bytes, 600_000)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> sender.getState() == Thread.State.TIMED_WAITING);
        return sender;
    }

    @Test
    void a_sender_is_held_back_until_there_is_room_for_all_of_its_record() throws Exception {
        assertThat(memory.acquire(90, 0)).isTrue();
        Thread sender = waiting(50);
        memory.release(30);
        assertThat(outcome).as("40 bytes are free").isNotDone();
        memory.release(10);
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isTrue();
        sender.join();
        assertThat(memory.usedBytes()).isEqualTo(100);
    }

    @Test
    void a_closed_producer_lets_its_senders_go() throws Exception {
        assertThat(memory.acquire(100, 0)).isTrue();
        Thread sender = waiting(1);
        memory.close();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isFalse();
        sender.join();
    }
}
