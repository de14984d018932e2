package dev.tidemark.streams.wire;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import org.jspecify.annotations.Nullable;

/**
 * The text beside a committed input offset: which commit of the task wrote it, and for a source partition its
 * watermark's state. Always under 64 bytes, far from {@code offset.metadata.max.bytes}.
 *
 * <pre>
 *   T1 &lt;commitSeq&gt; [&lt;watermark&gt; &lt;greatest event time&gt;] [E]      numbers to base 36; the times absent for an internal topic
 *   T1 2s jd3qi2o0 jd3qi2o0
 * </pre>
 *
 * @param commitSeq number of the task's commit, from 1
 * @param source state of the source partition's watermark; null for a partition of an internal topic, and where no time
 *        is kept
 * @param ended whether the task has nothing more to do, for ever: its inputs ended, its windows fired, the end told
 */
public record OffsetMetadata(long commitSeq, @Nullable SourceState source, boolean ended) {

    /** No text is longer. */
    public static final int LENGTH_MAX = 63;

    private static final String VERSION = "T1";
    private static final String ENDED = "E";
    private static final int RADIX = 36;

    /**
     * Where a source partition's watermark stands.
     *
     * @param watermarkMs half open; {@link Long#MIN_VALUE}: nothing known, {@link Long#MAX_VALUE}: closed
     * @param greatestMs greatest event time so far, {@link Long#MIN_VALUE} if none
     */
    public record SourceState(long watermarkMs, long greatestMs) {}

    /** The text to commit. */
    public String text() {
        StringBuilder text = new StringBuilder(LENGTH_MAX).append(VERSION)
                .append(' ')
                .append(Long.toString(commitSeq, RADIX));
        if (source != null) {
            text.append(' ')
                    .append(Long.toString(source.watermarkMs, RADIX))
                    .append(' ')
                    .append(Long.toString(source.greatestMs, RADIX));
        }
        if (ended) {
            text.append(' ').append(ENDED);
        }
        return text.toString();
    }

    /**
     * Reads a committed text.
     *
     * @param where group and partition, for the error
     * @throws TidemarkException {@code RECORD_FOREIGN} if it is not ours: the offset was committed by something else
     */
    public static OffsetMetadata parse(String text, String where) {
        String[] parts = text.split(" ");
        boolean ended = parts[parts.length - 1].equals(ENDED);
        int numbers = ended ? parts.length - 1 : parts.length;
        try {
            if (parts[0].equals(VERSION) && numbers == 2) {
                return new OffsetMetadata(Long.parseLong(parts[1], RADIX), null, ended);
            }
            if (parts[0].equals(VERSION) && numbers == 4) {
                return new OffsetMetadata(Long.parseLong(parts[1], RADIX),
                        new SourceState(Long.parseLong(parts[2], RADIX), Long.parseLong(parts[3], RADIX)), ended);
            }
        } catch (NumberFormatException e) {
            throw foreign(text, where, e);
        }
        throw foreign(text, where, null);
    }

    private static TidemarkException foreign(String text, String where, @Nullable Exception cause) {
        return new TidemarkException(FailureCode.RECORD_FOREIGN, "A committed offset is not one of this application",
                where, "its metadata is '" + text + "', expected 'T1 ...': something else commits for this group",
                "give the application an application.id of its own, or reset the group's offsets", cause);
    }
}
