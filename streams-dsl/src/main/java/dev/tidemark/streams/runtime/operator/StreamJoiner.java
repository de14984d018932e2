package dev.tidemark.streams.runtime.operator;

import dev.tidemark.state.WindowValues;
import dev.tidemark.state.WindowVisitor;
import dev.tidemark.streams.plan.JoinSpec;
import dev.tidemark.streams.runtime.time.Frontier;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import dev.tidemark.streams.topology.Operator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Joins two streams by key and nearness in event time, record by record: one that comes in is kept on its side and sent on
 * with every partner that the other side has kept. Run by its task.
 *
 * <p><b>Which pairs.</b> {@code met(x)} is the watermark that {@code x} met at its source, its own time if it was not behind.
 * Let {@code ahead} be how much later than {@code x} a partner may be ({@code after} for a left record, {@code before} for a
 * right one). Two records that are near enough are joined if and only if neither came too late for the other:
 * {@code l.ts + after + grace >= met(r)} and {@code r.ts + before + grace >= met(l)}. The frontier of this task plays no part,
 * so the pairs are the same whatever the interleaving; of a kept record, {@code met} is kept with it.
 *
 * <p><b>How long a side is kept.</b> {@code x} waits until the frontier {@code F > x.ts + ahead + grace}. Whoever comes then has
 * met at least {@code F}, hence is refused by the rule above: dropping {@code x} loses no pair, and dropping it later, as it
 * happens here by whole segments of time, adds none.
 *
 * <p><b>What is late.</b> The latest partner that {@code x} could have is {@code ahead} later and waits for
 * {@code before + after + grace} behind {@code x.ts}. If {@code x} met more than that, no partner can take it, whatever is
 * still to come: it goes to the late output, once. That, too, depends on {@code met} alone.
 *
 * <p><b>Why nothing is held back</b> (rule D). A pair has the time {@code max(l.ts, r.ts)} and {@code met = max(met(l), met(r))}. It
 * is sent when the second of the two, {@code x}, comes in, and then {@code F <= met(x) <= met}: no source's watermark is
 * behind the frontier that was made from it. Is {@code met} greater than the pair's time, the pair is flagged late, which may
 * be sent at any time. Otherwise its time is at least {@code met >= F}. Either way it keeps the promise {@code O = F}, whatever
 * waits on the sides. (Records without a partner, which an outer join sends with their own time, would have to be held for.)
 *
 * <p><b>Where a pair comes from.</b> It has the headers of its left record. If it is late, one of its records is, the one that met more
 * (the left one, if both met the same), and it is that one which a late output shows. So neither depends on which of the two came in second.
 */
// Invariant: a side's store holds every record of the side that a record still to come may be joined with.
final class StreamJoiner implements TimeOperator {

    private final Operator.StreamJoin spec;
    private final JoinSpec windows;
    private final RecordContext context;
    private final LateOutput late;
    private final RecordTarget next;
    private final WindowCounters counters;
    private final Side left;
    private final Side right;
    private long frontierMs = Frontier.MIN;

    StreamJoiner(Operator.StreamJoin spec, RecordContext context, WindowValues<Object> leftRecords,
            WindowValues<Object> rightRecords, LateOutput late, RecordTarget next, WindowCounters counters) {
        this.spec = spec;
        this.windows = spec.windows();
        this.context = context;
        this.late = late;
        this.next = next;
        this.counters = counters;
        this.left = new Side(true, leftRecords, rightRecords);
        this.right = new Side(false, rightRecords, leftRecords);
    }

    /** Takes the records of the left stream. */
    RecordTarget left() {
        return left;
    }

    /** Takes the records of the right stream. */
    RecordTarget right() {
        return right;
    }

    /** Number of the operator whose records are the left ones. */
    int leftInput() {
        return spec.leftInput();
    }

    /** Lets go of what has waited long enough, and sends nothing. */
    @Override
    public int fire(long newFrontierMs, int limit) {
        if (newFrontierMs != frontierMs) {
            frontierMs = newFrontierMs;
            left.expire();
            right.expire();
        }
        return 0;
    }

    @Override
    public long outputFrontier(long inputFrontierMs) {
        return inputFrontierMs;
    }

    @Override
    public void reload() {
        frontierMs = Frontier.MIN;
    }

    /** One of the two streams, and what is kept of it. */
    private final class Side implements RecordTarget, WindowVisitor<Object> {

        private final boolean isLeft;
        private final WindowValues<Object> own;
        private final WindowValues<Object> others;
        private final long aheadMs;
        private final long behindMs;
        private final WrittenBytes keyBytes = new WrittenBytes();

        // The record that looks for its partners, while the other side is scanned.
        private @Nullable Object key;
        private @Nullable Object value;
        private long timestampMs;
        private long metMs;

        Side(boolean isLeft, WindowValues<Object> own, WindowValues<Object> others) {
            this.isLeft = isLeft;
            this.own = own;
            this.others = others;
            this.aheadMs = isLeft ? windows.afterMs() : windows.beforeMs();
            this.behindMs = isLeft ? windows.beforeMs() : windows.afterMs();
        }

        @Override
        public void process(@Nullable Object recordKey, @Nullable Object recordValue, long recordTimestampMs,
                long recordMetMs) {
            context.enter(spec.name());
            ByteBuffer written = keyBytes.of(recordKey, spec.left().keySerde());
            if (written == null) {
                throw RecordFailures.withoutKey(spec.name(), context);
            }
            if (tooLate(recordTimestampMs, recordMetMs)) {
                late.refuse(recordMetMs == SourceWatermark.ON_TIME, recordTimestampMs, recordMetMs, frontierMs);
                return;
            }
            counters.accepted();
            if (recordTimestampMs >= waitingSinceMs()) {
                keep(written, recordValue, recordTimestampMs, recordMetMs);
            }
            key = recordKey;
            value = recordValue;
            timestampMs = recordTimestampMs;
            metMs = met(recordTimestampMs, recordMetMs);
            others.scanKey(written, recordTimestampMs - behindMs, recordTimestampMs + aheadMs + 1, this);
            key = null;
            value = null;
        }

        private boolean tooLate(long recordTimestampMs, long recordMetMs) {
            return recordMetMs == SourceWatermark.ON_TIME
                    ? recordTimestampMs + windows.graceMs() < frontierMs // cannot be: something upstream broke its promise
                    : recordTimestampMs + windows.spanMs() + windows.graceMs() < recordMetMs;
        }

        private void keep(ByteBuffer written, @Nullable Object recordValue, long recordTimestampMs, long recordMetMs) {
            JoinMoment moment = (JoinMoment) own.get(written, recordTimestampMs);
            if (moment == null) {
                moment = new JoinMoment();
            }
            moment.add(recordValue, recordMetMs, context.origin(recordMetMs));
            own.put(written, recordTimestampMs, moment);
        }

        /** Meets what the other side has kept of this key and one time. */
        @Override
        public void window(long otherMs, Object kept) {
            if (otherMs + behindMs + windows.graceMs() < metMs) {
                return; // too late for all of them
            }
            JoinMoment moment = (JoinMoment) kept;
            for (int i = 0; i < moment.size(); i++) {
                long otherMetMs = met(otherMs, moment.metMs(i));
                if (timestampMs + aheadMs + windows.graceMs() >= otherMetMs) {
                    meet(moment, i, otherMs, otherMetMs);
                }
            }
        }

        private void meet(JoinMoment moment, int index, long otherMs, long otherMetMs) {
            long pairMs = Math.max(timestampMs, otherMs);
            long pairMetMs = Math.max(metMs, otherMetMs);
            boolean otherIsWhy = pairMetMs > pairMs && (otherMetMs > metMs || (otherMetMs == metMs && !isLeft));
            if (isLeft && !otherIsWhy) {
                send(moment.value(index), pairMs, pairMetMs);
                return;
            }
            byte[] kept = moment.origin(index);
            Origin origin = kept == null ? Origin.PLAIN : Origin.read(kept);
            RecordContext.Causes outer = context.pair(isLeft ? null : origin.headers(),
                    otherIsWhy ? origin.lateness() : null);
            send(moment.value(index), pairMs, pairMetMs);
            context.restore(outer);
        }

        @SuppressWarnings("NullAway") // the user's function sees null values where the topics have them
        private void send(@Nullable Object other, long pairMs, long pairMetMs) {
            context.enter(spec.name());
            Object joined = isLeft ? spec.joiner().apply(value, other) : spec.joiner().apply(other, value);
            counters.result();
            next.process(key, joined, pairMs, pairMetMs > pairMs ? pairMetMs : SourceWatermark.ON_TIME);
        }

        /** Records of this side that are older wait no longer. */
        private long waitingSinceMs() {
            return Math.max(own.expiredBeforeMs(), Frontier.minus(frontierMs, aheadMs + windows.graceMs()));
        }

        /** Drops whole segments of time, so that the changelog has one record of it a segment and not one a commit. */
        void expire() {
            if (frontierMs == Frontier.MAX) {
                own.expireBefore(Frontier.EVENT_TIME_MAX + 1);
                return;
            }
            long waitingMs = Frontier.minus(frontierMs, aheadMs + windows.graceMs());
            if (waitingMs >= windows.segmentMs()) { // there are no times below zero
                own.expireBefore(waitingMs - waitingMs % windows.segmentMs());
            }
        }
    }

    private static long met(long timestampMs, long metMs) {
        return metMs == SourceWatermark.ON_TIME ? timestampMs : metMs;
    }
}
