package dev.tidemark.streams.runtime.operator;

import dev.tidemark.serde.ByteSource;
import dev.tidemark.state.EntryVisitor;
import dev.tidemark.state.WindowValues;
import dev.tidemark.streams.plan.WindowSpec;
import dev.tidemark.streams.runtime.time.Frontier;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import dev.tidemark.streams.topology.Operator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds per key and window and sends each result once, when its window closes. Run by its task.
 *
 * <p>A record is taken by window {@code W} if and only if {@code W.end + grace > met}, where {@code met} is the watermark
 * that it met at its source (its own time if it was not behind). The frontier of this task plays no part in that, so the
 * answer is the same whatever the interleaving. It plays its part in firing: {@code W} fires when the frontier has reached
 * {@code W.end + grace}; then nothing that {@code W} would take can still come.
 *
 * <pre>
 *            W.start             W.end         W.end + grace
 *   time  ------[==================)-----------------|------------>
 *               records of W                  met < here: taken
 *                                             frontier >= here: fires, results at W.end - 1
 * </pre>
 */
// Invariant: the store holds the windows that have not fired, and `open` their starts.
final class WindowAggregator implements RecordTarget, TimeOperator {

    private static final long NONE = Long.MIN_VALUE;

    private final Operator.WindowAggregate spec;
    private final WindowSpec windows;
    private final RecordContext context;
    private final WindowValues<Object> state;
    private final LateOutput late;
    private final RecordTarget next;
    private final WindowCounters counters;

    private final WrittenBytes keyBytes = new WrittenBytes();
    private final ByteSource keySource = new ByteSource();
    private final TreeSet<Long> open = new TreeSet<>();
    /** The start that was added to {@link #open} last, or {@link #NONE}: most records come to the window of the one before. */
    private long lastOpened = NONE;
    private final List<Result> firing = new ArrayList<>();
    /** Of the first open window, if results of it were sent in this interval and not the last: the key of the latest. */
    private @Nullable ByteBuffer sentUpTo;
    private int sentOfIt;
    /** Where firing has come: windows whose end and grace are at or before it take nothing any more. */
    private long firedMs = Frontier.MIN;

    private record Result(ByteBuffer key, Object value) {}

    WindowAggregator(Operator.WindowAggregate spec, RecordContext context, WindowValues<Object> state,
            LateOutput late, RecordTarget next, WindowCounters counters) {
        this.spec = spec;
        this.windows = spec.windows();
        this.context = context;
        this.state = state;
        this.late = late;
        this.next = next;
        this.counters = counters;
        reload();
    }

    @Override
    public void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        context.enter(spec.name());
        ByteBuffer written = keyBytes.of(key, spec.store().keySerde());
        if (key == null || written == null) {
            throw RecordFailures.withoutKey(spec.name(), context);
        }
        boolean taken = false;
        boolean overtaken = false;
        long last = windows.lastStartMs(timestampMs);
        for (long start = windows.firstStartMs(timestampMs); start <= last; start += windows.advanceMs()) {
            long closesMs = windows.endMs(start) + windows.graceMs();
            if (metMs != SourceWatermark.ON_TIME && closesMs <= metMs) {
                continue;
            }
            if (closesMs <= firedMs) { // cannot be, unless something upstream broke its promise
                overtaken = true;
                continue;
            }
            add(written, start, key, value);
            taken = true;
        }
        if (taken) {
            counters.accepted();
        } else {
            late.refuse(overtaken, timestampMs, metMs, firedMs);
        }
    }

    private void add(ByteBuffer written, long startMs, Object key, @Nullable Object value) {
        Object folded = KeyAggregator.fold(spec.aggregation(), key, value, state.get(written, startMs));
        if (folded == null) {
            state.remove(written, startMs);
        } else {
            state.put(written, startMs, folded);
        }
        if (startMs != lastOpened) {
            open.add(startMs);
            lastOpened = startMs;
        }
    }

    @Override
    public int fire(long frontierMs, int limit) {
        int fired = 0;
        while (fired < limit && !open.isEmpty()) {
            long start = open.first();
            if (closesAtMs(start) > frontierMs) {
                break;
            }
            firedMs = Math.max(firedMs, closesAtMs(start));
            int room = limit - fired;
            int visited = sendFrom(start, room);
            fired += visited;
            if (visited < room) {
                state.expireBefore(start + windows.advanceMs());
                open.remove(start);
                lastOpened = NONE;
                sentUpTo = null;
                sentOfIt = 0;
            } else {
                sentUpTo = firing.getLast().key;
                sentOfIt += visited;
            }
        }
        if (fired < limit && frontierMs != Frontier.MIN) {
            firedMs = Math.max(firedMs, frontierMs);
        }
        return fired;
    }

    /** Sends results of one window, behind those that were sent before; returns how many. */
    private int sendFrom(long startMs, int limit) {
        firing.clear();
        EntryVisitor<Object> take = (key, value) -> firing.add(new Result(key, value));
        int visited = sentUpTo == null ? state.scanWindow(startMs, limit, take)
                : state.scanWindow(startMs, sentUpTo, limit, take);
        for (Result result : firing) {
            send(startMs, result);
        }
        return visited;
    }

    /** What was sent of a window that has more must not come again, though the rest comes in a later interval. */
    @Override
    public void endInterval() {
        if (sentUpTo != null) {
            long start = open.first();
            List<ByteBuffer> sent = new ArrayList<>(sentOfIt);
            state.scanWindow(start, sentOfIt, (key, value) -> sent.add(key));
            sent.forEach(key -> state.remove(key, start));
            sentUpTo = null;
            sentOfIt = 0;
        }
    }

    private void send(long startMs, Result result) {
        context.enter(spec.name());
        ByteBuffer written = result.key;
        Object key = spec.store().keySerde().read(keySource.reset(written, written.position(), written.remaining()));
        long endMs = windows.endMs(startMs);
        counters.result();
        next.process(spec.keyOfResult().of(key, startMs, endMs), result.value, endMs - 1, SourceWatermark.ON_TIME);
    }

    /**
     * What leaves this operator from now on has at least this time, unless flagged late (rule D): an unfired window's
     * result, or that of a window which a late record within the grace may still open.
     */
    @Override
    public long outputFrontier(long frontierMs) {
        long held = Frontier.minus(frontierMs, windows.graceMs());
        return open.isEmpty() ? held : Math.min(held, windows.endMs(open.first()) - 1);
    }

    @Override
    public void reload() {
        open.clear();
        lastOpened = NONE;
        sentUpTo = null;
        sentOfIt = 0;
        for (long start : state.starts()) {
            open.add(start);
        }
        long expiredMs = state.expiredBeforeMs();
        firedMs = expiredMs == Long.MIN_VALUE ? Frontier.MIN : closesAtMs(expiredMs - windows.advanceMs());
    }

    /** How many different windows are open. */
    int openWindows() {
        return open.size();
    }

    private long closesAtMs(long startMs) {
        return windows.endMs(startMs) + windows.graceMs();
    }
}
