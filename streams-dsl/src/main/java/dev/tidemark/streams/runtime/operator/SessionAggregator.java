package dev.tidemark.streams.runtime.operator;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.state.SessionValues;
import dev.tidemark.state.SessionVisitor;
import dev.tidemark.streams.plan.SessionSpec;
import dev.tidemark.streams.runtime.time.Frontier;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import dev.tidemark.streams.topology.Operator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Folds per key and session and sends each result once, when its session is over. Run by its task.
 *
 * <p>A record is taken if and only if it was on time at its source or less than the grace behind the watermark that it met
 * there. It joins the sessions of its key that have a record within the gap; if there are two, they become one. A session
 * fires when the frontier is past its last record by more than gap and grace: then nothing that would be taken can join it,
 * since the frontier is at or below the watermark that any record still meets.
 *
 * <pre>
 *             start           end           end + gap      end + gap + grace
 *   time  ------[o---o----o-o--o]---------------|-----------------|------------>
 *                                a record joins it               frontier behind here: fires, result at end
 * </pre>
 */
// Invariant: the store holds the sessions that have not fired; those of one key are more than the gap apart.
final class SessionAggregator implements RecordTarget, TimeOperator {

    /** Sessions more than a gap apart, of which a record is at most a gap away. */
    private static final int JOINED_MAX = 2;

    private final Operator.SessionAggregate spec;
    private final SessionSpec sessions;
    private final RecordContext context;
    private final SessionValues<Object> state;
    private final LateOutput late;
    private final RecordTarget next;
    private final WindowCounters counters;

    private final WrittenBytes keyBytes = new WrittenBytes();
    private final ByteSource keySource = new ByteSource();

    private final SessionVisitor<Object> joins = this::join;
    private final long[] joinedStartMs = new long[JOINED_MAX];
    private final long[] joinedEndMs = new long[JOINED_MAX];
    private final @Nullable Object[] joinedValue = new Object[JOINED_MAX];
    private int joined;

    private final List<Result> firing = new ArrayList<>();
    /** Where firing has come: sessions that ended before it have fired. */
    private long firedBeforeMs = Frontier.MIN;

    private record Result(ByteBuffer key, long startMs, long endMs, Object value) {}

    SessionAggregator(Operator.SessionAggregate spec, RecordContext context, SessionValues<Object> state,
            LateOutput late, RecordTarget next, WindowCounters counters) {
        this.spec = spec;
        this.sessions = spec.sessions();
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
        boolean tooLate = metMs > timestampMs && metMs - timestampMs >= sessions.graceMs();
        boolean overtaken = !tooLate && timestampMs - sessions.gapMs() < firedBeforeMs;
        if (tooLate || overtaken) {
            late.refuse(overtaken, timestampMs, metMs, firedBeforeMs);
        } else {
            add(written, key, value, timestampMs);
            counters.accepted();
        }
    }

    private void add(ByteBuffer written, Object key, @Nullable Object value, long timestampMs) {
        joined = 0;
        state.find(written, timestampMs - sessions.gapMs(), timestampMs + sessions.gapMs(), joins);
        Object before = joined == 0 ? null : joinedValue[0];
        if (joined == 2) {
            before = spec.merger().apply(key, joinedValue[0], joinedValue[1]);
        }
        Object folded = KeyAggregator.fold(spec.aggregation(), key, value, before);
        for (int i = folded == null ? 0 : 1; i < joined; i++) {
            state.remove(written, joinedStartMs[i], joinedEndMs[i]);
        }
        if (folded != null && joined == 0) {
            state.put(written, timestampMs, timestampMs, folded);
        } else if (folded != null) {
            state.change(written, joinedStartMs[0], joinedEndMs[0], Math.min(timestampMs, joinedStartMs[0]),
                    Math.max(timestampMs, joinedEndMs[joined - 1]), folded);
        }
    }

    private void join(ByteBuffer key, long startMs, long endMs, Object value) {
        Invariants.check(joined < JOINED_MAX, "sessions of %s are at most a gap apart", spec.name());
        joinedStartMs[joined] = startMs;
        joinedEndMs[joined] = endMs;
        joinedValue[joined] = value;
        joined++;
    }

    @Override
    public int fire(long frontierMs, int limit) {
        long beforeMs = Frontier.minus(frontierMs, sessions.firesAfterMs());
        firing.clear();
        int fired = state.scanEnded(beforeMs, limit,
                (key, startMs, endMs, value) -> firing.add(new Result(copy(key), startMs, endMs, value)));
        for (Result result : firing) {
            send(result);
        }
        long reachedMs = beforeMs;
        if (fired > 0) {
            long lastEndMs = firing.getLast().endMs;
            if (fired < limit) {
                state.expireBefore(lastEndMs + 1);
            } else { // the rest comes with a later call, perhaps after a commit: what was sent must not come again
                state.expireBefore(lastEndMs);
                removeThatEndAt(lastEndMs);
                reachedMs = lastEndMs;
            }
        }
        if (limit > 0) {
            firedBeforeMs = Math.max(firedBeforeMs, reachedMs);
        }
        firing.clear();
        return fired;
    }

    private void removeThatEndAt(long endMs) {
        for (Result result : firing) {
            if (result.endMs == endMs) {
                state.remove(result.key, result.startMs, endMs);
            }
        }
    }

    private void send(Result result) {
        context.enter(spec.name());
        Object key = spec.store().keySerde().read(keySource.reset(result.key, 0, result.key.limit()));
        counters.result();
        next.process(spec.keyOfResult().of(key, result.startMs, result.endMs), result.value, result.endMs,
                SourceWatermark.ON_TIME);
    }

    /**
     * The least end of a session that has not fired, or the time of one that a late record within the grace may still begin.
     */
    @Override
    public long outputFrontier(long frontierMs) {
        return Math.min(Frontier.minus(frontierMs, sessions.graceMs()), state.firstEndMs());
    }

    @Override
    public void reload() {
        firedBeforeMs = state.expiredBeforeMs();
    }

    private static ByteBuffer copy(ByteBuffer key) {
        byte[] bytes = new byte[key.remaining()];
        key.get(key.position(), bytes);
        return ByteBuffer.wrap(bytes);
    }
}
