package dev.tidemark.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a process opened is closed, whenever the signal comes. */
class ServingTest {

    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final AtomicReference<AutoCloseable> stop = new AtomicReference<>();
    private final StopSignal signal = served -> {
        stop.set(served);
        return new CompletableFuture<>();
    };

    @Test
    void resources_close_in_reverse_order_and_each_once() throws Exception {
        Serving serving = new Serving();
        int status = serving.serve(signal, stopped -> {
            serving.open(() -> () -> closed.add("broker"));
            serving.open(() -> () -> closed.add("app"));
            return 7;
        });
        stop.get().close();
        assertThat(status).isEqualTo(7);
        assertThat(closed).containsExactly("app", "broker");
    }

    @Test
    void a_signal_waits_for_what_is_being_opened_and_closes_it_too() throws Exception {
        Serving serving = new Serving();
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> serving.serve(signal, stopped -> {
            serving.open(() -> {
                opening.countDown();
                await(goOn);
                return () -> closed.add("broker");
            });
            serving.open(() -> () -> closed.add("never opened"));
            return 1;
        }));
        opening.await();
        Thread stopping = Thread.ofPlatform().start(() -> {
            try {
                stop.get().close();
            } catch (Exception failed) {
                closed.add("failed: " + failed);
            }
        });
        Awaitility.await().until(() -> stopping.getState() == Thread.State.WAITING);
        goOn.countDown();
        stopping.join();
        assertThat(status.join()).as("what the stop broke off is no failure").isZero();
        assertThat(closed).containsExactly("broker");
    }

    @Test
    void who_comes_while_another_closes_waits_for_it() throws Exception {
        Serving serving = new Serving();
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        serving.open(() -> () -> closed.add("network"));
        serving.open(() -> () -> {
            closing.countDown();
            goOn.await();
            closed.add("app");
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(serving::close);
        closing.await();
        CompletableFuture<Void> second = CompletableFuture.runAsync(serving::close);
        goOn.countDown();
        CompletableFuture.allOf(first, second).join();
        assertThat(closed).containsExactly("app", "network");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void one_that_cannot_be_closed_keeps_no_other_open() {
        Serving serving = new Serving();
        List<String> seen = new ArrayList<>();
        serving.open(() -> () -> seen.add("broker"));
        serving.open(() -> () -> {
            throw new IllegalStateException("stuck");
        });
        assertThatThrownBy(serving::close).hasMessage("stuck");
        assertThat(seen).containsExactly("broker");
    }
}
