package dev.tidemark.state.store;

import dev.tidemark.state.ScanOrder;
import dev.tidemark.state.TimerVisitor;
import dev.tidemark.state.Timers;
import dev.tidemark.state.wrap.LayeredStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A store whose keys are {@link TimerKeys}. Run by the task's worker.
 *
 * <p>Timers go at the front of their order and leave deletions there. So scans begin at the least time that a timer can have, which
 * is kept in memory: they do not walk over what has gone, and a frontier with nothing due costs a comparison.
 */
// Invariant: no timer is due before `notBeforeMs`; if `exact`, one is due then, or there is none and it is MAX_VALUE.
final class TimerLayout implements Timers {

    private static final byte[] NOTHING = new byte[0];
    /** Timers read ahead of the visitor. */
    private static final int READ_AHEAD_MAX = 256;

    private final LayeredStore<byte[]> layers;
    private final TimerKeys keys;
    private final KeyBytes slice = new KeyBytes();

    private long notBeforeMs = Long.MIN_VALUE;
    private boolean exact;
    /** The least entry by time that was scheduled since the last read ahead. */
    private byte @Nullable [] scheduledFirst;

    TimerLayout(LayeredStore<byte[]> layers, TimerKeys keys) {
        this.layers = layers;
        this.keys = keys;
    }

    /** The store was changed past this object, or back: what was learnt from it does not count. */
    void forget() {
        notBeforeMs = Long.MIN_VALUE;
        exact = false;
    }

    @Override
    public void schedule(String timer, ByteBuffer key, long timeMs) {
        slice.of(key);
        schedule(timer, slice.array(), slice.offset(), slice.length(), timeMs);
    }

    void schedule(String timer, byte[] key, int offset, int length, long timeMs) {
        byte[] byName = keys.byName(timer, key, offset, length);
        byte[] before = layers.get(byName, 0, byName.length);
        if (before != null) {
            long beforeMs = ByteBuffer.wrap(before).getLong();
            if (beforeMs == timeMs) {
                return;
            }
            removeByTime(TimerKeys.byTime(byName, beforeMs), beforeMs);
        }
        layers.put(byName, 0, byName.length, ByteBuffer.allocate(Long.BYTES).putLong(timeMs).array());
        byte[] byTime = TimerKeys.byTime(byName, timeMs);
        layers.put(byTime, 0, byTime.length, NOTHING);
        notBeforeMs = Math.min(notBeforeMs, timeMs);
        if (scheduledFirst == null || Arrays.compareUnsigned(byTime, scheduledFirst) < 0) {
            scheduledFirst = byTime;
        }
    }

    @Override
    public void cancel(String timer, ByteBuffer key) {
        slice.of(key);
        cancel(timer, slice.array(), slice.offset(), slice.length());
    }

    void cancel(String timer, byte[] key, int offset, int length) {
        byte[] byName = keys.byName(timer, key, offset, length);
        byte[] before = layers.get(byName, 0, byName.length);
        if (before != null) {
            long beforeMs = ByteBuffer.wrap(before).getLong();
            layers.remove(byName, 0, byName.length);
            removeByTime(TimerKeys.byTime(byName, beforeMs), beforeMs);
        }
    }

    @Override
    public OptionalLong scheduledAt(String timer, ByteBuffer key) {
        slice.of(key);
        return scheduledAt(timer, slice.array(), slice.offset(), slice.length());
    }

    OptionalLong scheduledAt(String timer, byte[] key, int offset, int length) {
        byte[] byName = keys.byName(timer, key, offset, length);
        byte[] time = layers.get(byName, 0, byName.length);
        return time == null ? OptionalLong.empty() : OptionalLong.of(ByteBuffer.wrap(time).getLong());
    }

    @Override
    public int takeDue(long frontierMs, int limit, TimerVisitor visitor) {
        int taken = 0;
        while (taken < limit && firstMs() <= frontierMs) {
            List<byte[]> ahead = readAhead(frontierMs, Math.min(limit - taken, READ_AHEAD_MAX));
            if (ahead.isEmpty()) {
                break; // there are none, and the frontier is the end of time
            }
            taken += take(ahead, visitor);
        }
        return taken;
    }

    private List<byte[]> readAhead(long frontierMs, int most) {
        List<byte[]> ahead = new ArrayList<>();
        layers.scan(TimerKeys.due(notBeforeMs, frontierMs), (byTime, nothing) -> {
            ahead.add(byTime);
            return ahead.size() < most;
        });
        scheduledFirst = null;
        return ahead;
    }

    /** Until one is to be taken that the visitor has put before those that were read. */
    private int take(List<byte[]> ahead, TimerVisitor visitor) {
        int taken = 0;
        for (byte[] byTime : ahead) {
            byte[] scheduled = scheduledFirst;
            if (scheduled != null && Arrays.compareUnsigned(scheduled, byTime) < 0) {
                break;
            }
            if (layers.get(byTime, 0, byTime.length) == null) {
                continue; // the visitor cancelled it, or put it off
            }
            long timeMs = TimerKeys.timeOf(byTime);
            byte[] byName = TimerKeys.byName(byTime);
            layers.remove(byName, 0, byName.length);
            removeByTime(byTime, timeMs);
            taken++;
            visitor.timer(TimerKeys.nameOf(byTime), TimerKeys.keyOf(byTime), timeMs);
        }
        return taken;
    }

    private void removeByTime(byte[] byTime, long timeMs) {
        layers.remove(byTime, 0, byTime.length);
        if (timeMs == notBeforeMs) {
            exact = false;
        }
    }

    @Override
    public long firstMs() {
        if (!exact) {
            byte[] first = layers.firstKey(TimerKeys.due(notBeforeMs, Long.MAX_VALUE), ScanOrder.FORWARD);
            notBeforeMs = first == null ? Long.MAX_VALUE : TimerKeys.timeOf(first);
            exact = true;
        }
        return notBeforeMs;
    }
}
