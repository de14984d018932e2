package dev.tidemark.state.store;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.state.KeyRange;
import dev.tidemark.state.wrap.KeyForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a timer store: each timer has two entries, one to find it by name and key, one to find what is due. Run by the task's
 * worker.
 *
 * <pre>
 *  in the engine and   | 00 |            name, UTF-8 | 00 | key, any length |   ->   | time int64, plain |
 *  in the changelog    | 01 | time int64 | name, UTF-8 | 00 | key, any length |   ->   nothing
 * </pre>
 *
 * <p>The time in the second key is big-endian with the sign bit flipped, so that byte order is number order.
 */
final class TimerKeys implements KeyForm {

    private static final byte BY_NAME = 0;
    private static final byte BY_TIME = 1;
    private static final byte[] BEHIND_ALL = {BY_TIME + 1};
    private static final int TIME_END = 1 + Long.BYTES;
    private static final byte NAME_END = 0;

    private final Map<String, byte[]> names = new HashMap<>();

    byte[] byName(String timer, byte[] key, int offset, int length) {
        byte[] name = nameBytes(timer);
        byte[] composed = new byte[1 + name.length + length];
        composed[0] = BY_NAME;
        System.arraycopy(name, 0, composed, 1, name.length);
        System.arraycopy(key, offset, composed, 1 + name.length, length);
        return composed;
    }

    /** The second entry of a timer, from its first. */
    static byte[] byTime(byte[] byName, long timeMs) {
        byte[] composed = new byte[byName.length + Long.BYTES];
        composed[0] = BY_TIME;
        SegmentKeys.putLong(composed, 1, timeMs);
        System.arraycopy(byName, 1, composed, TIME_END, byName.length - 1);
        return composed;
    }

    /** The first entry of a timer, from its second. */
    static byte[] byName(byte[] byTime) {
        byte[] composed = Arrays.copyOfRange(byTime, Long.BYTES, byTime.length);
        composed[0] = BY_NAME;
        return composed;
    }

    static long timeOf(byte[] byTime) {
        return SegmentKeys.getLong(byTime, 1);
    }

    static String nameOf(byte[] byTime) {
        return new String(byTime, TIME_END, nameEnd(byTime) - TIME_END, StandardCharsets.UTF_8);
    }

    static ByteBuffer keyOf(byte[] byTime) {
        int begin = nameEnd(byTime) + 1;
        return ByteBuffer.wrap(byTime, begin, byTime.length - begin);
    }

    /** Timers due in {@code [fromMs, toMs]}, by time. */
    static KeyRange due(long fromMs, long toMs) {
        return KeyRange.of(firstOf(fromMs), toMs == Long.MAX_VALUE ? BEHIND_ALL : firstOf(toMs + 1));
    }

    private static byte[] firstOf(long timeMs) {
        byte[] first = new byte[TIME_END];
        first[0] = BY_TIME;
        SegmentKeys.putLong(first, 1, timeMs);
        return first;
    }

    private static int nameEnd(byte[] byTime) {
        int end = TIME_END;
        while (byTime[end] != NAME_END) {
            end++;
        }
        return end;
    }

    /** The name and the byte that ends it. */
    private byte[] nameBytes(String timer) {
        return names.computeIfAbsent(timer, name -> {
            Invariants.check(name.indexOf(NAME_END) < 0, "timer name %s has a zero in it", name);
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            return Arrays.copyOf(bytes, bytes.length + 1);
        });
    }

    @Override
    public int changelogKeyOffset() {
        return 0;
    }

    @Override
    public boolean expired(byte[] key) {
        return false;
    }

    @Override
    public byte @Nullable [] engineKey(byte[] changelogKey, byte @Nullable [] value) {
        int nameFrom = changelogKey.length == 0 ? 0 : switch (changelogKey[0]) {
            case BY_NAME -> 1;
            case BY_TIME -> TIME_END;
            default -> changelogKey.length;
        };
        for (int i = nameFrom; i < changelogKey.length; i++) {
            if (changelogKey[i] == NAME_END) {
                return changelogKey;
            }
        }
        return null;
    }

    @Override
    public String notOurs() {
        return "it is no timer";
    }
}
