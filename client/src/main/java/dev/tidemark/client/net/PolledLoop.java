package dev.tidemark.client.net;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An event loop without a thread: the thread that calls {@link #poll} runs it, always the same one. So a worker owns its
 * client core and there is no hand-over between threads. {@link #execute} may be called from any thread and wakes the
 * owner if it waits.
 */
public final class PolledLoop implements EventLoop {

    private record Timer(long atNanos, long sequence, Runnable task) {}

    private final Clock clock;
    private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(
            Comparator.comparingLong(Timer::atNanos).thenComparingLong(Timer::sequence));
    private long nextSequence;
    private volatile @Nullable Thread owner;

    public PolledLoop(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
        if (waiting.compareAndSet(true, false)) {
            LockSupport.unpark(owner);
        }
    }

    @Override
    public Scheduled schedule(long delayMs, Runnable task) {
        long atNanos = clock.monotonicNanos() + Math.max(0, delayMs) * 1_000_000L;
        if (!inLoop()) {
            Runnable[] slot = {task};
            execute(() -> timers.add(new Timer(atNanos, nextSequence++, () -> slot[0].run())));
            return () -> slot[0] = () -> {};
        }
        Timer timer = new Timer(atNanos, nextSequence++, task);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    @Override
    public boolean inLoop() {
        return Thread.currentThread() == owner;
    }

    /** Runs what is ready and due, without waiting; returns how many tasks ran. */
    public int poll() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        int ran = 0;
        // what a task adds runs in the next call, so that one call ends
        for (Runnable task = mailbox.poll(); task != null; task = mailbox.poll()) {
            ready.add(task);
        }
        for (Runnable task = ready.poll(); task != null; task = ready.poll()) {
            ran++;
            task.run();
        }
        for (Timer next = timers.peek(); next != null
                && next.atNanos() <= clock.monotonicNanos(); next = timers.peek()) {
            timers.remove();
            ran++;
            next.task().run();
        }
        return ran;
    }

    /** As {@link #poll()}, but first waits until something is ready or due, at most {@code timeoutMs}. */
    public int poll(long timeoutMs) {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        long deadline = clock.monotonicNanos() + timeoutMs * 1_000_000L;
        while (mailbox.isEmpty()) {
            Timer next = timers.peek();
            long until = next == null ? deadline : Math.min(deadline, next.atNanos());
            long left = until - clock.monotonicNanos();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                break;
            }
            waiting.set(true);
            if (mailbox.isEmpty()) {
                LockSupport.parkNanos(this, left);
            }
            waiting.set(false);
        }
        return poll();
    }
}
