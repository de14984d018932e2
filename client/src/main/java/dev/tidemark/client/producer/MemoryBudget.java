package dev.tidemark.client.producer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * {@code buffer.memory}: what the records of a producer may take together. Safe from any thread, and the one place where a caller of
 * {@code send} waits; who came first is served first.
 */
final class MemoryBudget {

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition released = lock.newCondition();
    private final long limitBytes;
    private long usedBytes;
    private boolean closed;

    MemoryBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Takes bytes, waiting up to {@code maxBlockMs} for them; false if there were none, or the producer closed. */
    boolean acquire(long bytes, long maxBlockMs) {
        lock.lock();
        try {
            long leftNanos = TimeUnit.MILLISECONDS.toNanos(maxBlockMs);
            while (!closed && usedBytes + bytes > limitBytes) {
                if (leftNanos <= 0) {
                    return false;
                }
                leftNanos = released.awaitNanos(leftNanos);
            }
            if (!closed) {
                usedBytes += bytes;
            }
            return !closed;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    void release(long bytes) {
        lock.lock();
        try {
            usedBytes -= bytes;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Wakes who waits, with nothing. */
    void close() {
        lock.lock();
        try {
            closed = true;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    long usedBytes() {
        lock.lock();
        try {
            return usedBytes;
        } finally {
            lock.unlock();
        }
    }

    long limitBytes() {
        return limitBytes;
    }
}
