package dev.tidemark.streams.wire;

import org.jspecify.annotations.Nullable;

/**
 * The one-byte header {@code tm} that every record of an internal topic carries: what lacks it is not ours and stops the
 * reader. High four bits: version of the format, low four bits: kind. See {@code docs/formats/internal-record.md}.
 */
public enum RecordFormat {
    /** A user's record that was not behind its source's watermark. */
    DATA(0x10),
    /** A user's record that was; it also carries {@link Lateness}. */
    LATE_DATA(0x11),
    /** A {@link Marker}. */
    MARKER(0x12);

    /** Key of the header. */
    public static final String HEADER = "tm";

    private final byte code;

    RecordFormat(int code) {
        this.code = (byte) code;
    }

    /** The header's value. */
    public byte code() {
        return code;
    }

    /** Whether a header of this name is Tidemark's own: a user's record must not bring it along. */
    public static boolean reserved(String headerKey) {
        return headerKey.startsWith(HEADER) && (headerKey.length() == HEADER.length()
                || headerKey.charAt(HEADER.length()) == '.');
    }

    /** The format with this code, or null if this version of Tidemark does not know it. */
    public static @Nullable RecordFormat of(byte code) {
        return switch (code) {
            case 0x10 -> DATA;
            case 0x11 -> LATE_DATA;
            case 0x12 -> MARKER;
            default -> null;
        };
    }
}
